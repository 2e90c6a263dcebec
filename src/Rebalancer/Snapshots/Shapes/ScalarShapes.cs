using System.Globalization;
using System.Text.Json;
using Rebalancer.Findings;
using Rebalancer.Numa;
using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>A text of bounded length.</summary>
/// <param name="isName">Whether it names something: not empty, at most 255 characters and no control characters among them.</param>
internal sealed class TextShape(bool isName) : Shape<string>
{
    private const int LongestName = 255;
    private const int LongestText = 65_536;

    public override string Blank => "";

    public override string Read(ref JsonInput input)
    {
        if (input.Kind != JsonTokenType.String)
        {
            input.WrongKind("a text");
            return Blank;
        }

        if (input.Text() is not { } text)
        {
            return Blank;
        }

        if (Complaint(text) is { } complaint)
        {
            input.Error("json.range", complaint);
        }

        return text;
    }

    public override void Write(JsonOutput output, string value) => output.Writer.WriteStringValue(value);

    public override void Check(string value, BoundsCheck check) => check.Report(Complaint(value));

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "string");
        if (isName)
        {
            schema.Json.WriteNumber("minLength", 1);
        }

        schema.Json.WriteNumber("maxLength", isName ? LongestName : LongestText);
    }

    private string? Complaint(string? value)
    {
        if (value is null || (isName && value.Length == 0))
        {
            return "the text must not be empty";
        }

        int longest = isName ? LongestName : LongestText;
        if (value.Length > longest)
        {
            return $"the text has {value.Length} characters; at most {longest} are allowed";
        }

        return isName && value.Any(char.IsControl) ? $"{Quoted.Of(value)} has control characters" : null;
    }
}

/// <summary>A whole number within bounds.</summary>
internal sealed class WholeShape(long min, long max) : Shape<long>
{
    public override long Blank => Math.Max(min, 0);

    public override long Read(ref JsonInput input)
    {
        if (input.Kind != JsonTokenType.Number)
        {
            input.WrongKind("a whole number");
            return Blank;
        }

        if (!input.TryWhole(out long value))
        {
            input.Error("json.range", $"{input.NumberText()} is not a whole number from {min} to {max}");
            return Blank;
        }

        if (Complaint(value) is { } complaint)
        {
            input.Error("json.range", complaint);
            return Blank;
        }

        return value;
    }

    public override void Write(JsonOutput output, long value) => output.Writer.WriteNumberValue(value);

    public override void Check(long value, BoundsCheck check) => check.Report(Complaint(value));

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "integer");
        schema.Json.WriteNumber("minimum", min);
        schema.Json.WriteNumber("maximum", max);
    }

    private string? Complaint(long value) => value >= min && value <= max ? null : $"{value} is not within {min} to {max}";
}

/// <summary>A finite number within bounds; the lower one may be excluded.</summary>
internal sealed class NumberShape(double min, double max, bool isAboveMin = false, bool isBelowMax = false) : Shape<double>
{
    public override double Blank => Math.Min(Math.Max(min, 1), max);

    public override double Read(ref JsonInput input)
    {
        if (input.Kind != JsonTokenType.Number)
        {
            input.WrongKind("a number");
            return Blank;
        }

        if (!input.TryNumber(out double value))
        {
            input.Error("json.range", $"the number {input.NumberText()} cannot be held");
            return Blank;
        }

        if (Complaint(value) is { } complaint)
        {
            input.Error("json.range", complaint);
            return Blank;
        }

        return value;
    }

    public override void Write(JsonOutput output, double value) => output.Writer.WriteNumberValue(value);

    public override void Check(double value, BoundsCheck check) => check.Report(Complaint(value));

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "number");
        if (min > double.MinValue)
        {
            schema.Json.WriteNumber(isAboveMin ? "exclusiveMinimum" : "minimum", min);
        }

        if (max < double.MaxValue)
        {
            schema.Json.WriteNumber(isBelowMax ? "exclusiveMaximum" : "maximum", max);
        }
    }

    private string? Complaint(double value)
    {
        bool isIn = (isAboveMin ? value > min : value >= min) && (isBelowMax ? value < max : value <= max) && double.IsFinite(value);
        return isIn
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{value} is not {(isAboveMin ? "above" : "at least")} {min} and {(isBelowMax ? "below" : "at most")} {max}");
    }
}

/// <summary>True or false.</summary>
internal sealed class FlagShape : Shape<bool>
{
    public override bool Blank => false;

    public override bool Read(ref JsonInput input)
    {
        if (input.Kind is JsonTokenType.True or JsonTokenType.False)
        {
            return input.Kind == JsonTokenType.True;
        }

        input.WrongKind("true or false");
        return Blank;
    }

    public override void Write(JsonOutput output, bool value) => output.Writer.WriteBooleanValue(value);

    public override void Check(bool value, BoundsCheck check)
    {
    }

    public override void WriteSchema(SchemaWriter schema) => schema.Json.WriteString("type", "boolean");
}

/// <summary>A moment with its offset from UTC, as in <c>2026-03-01T22:00:00+00:00</c>.</summary>
internal sealed class MomentShape : Shape<DateTimeOffset>
{
    public override DateTimeOffset Blank => DateTimeOffset.UnixEpoch;

    public override DateTimeOffset Read(ref JsonInput input)
    {
        if (input.Kind != JsonTokenType.String)
        {
            input.WrongKind("a moment such as 2026-03-01T22:00:00Z");
            return Blank;
        }

        if (input.Text() is not { } text)
        {
            return Blank;
        }

        // Without an offset the time zone of the machine would decide what the text means.
        if (HasOffset(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment))
        {
            return moment;
        }

        input.Error("json.moment", $"{Quoted.Of(text)} is not a moment with its offset, such as 2026-03-01T22:00:00Z");
        return Blank;
    }

    public override void Write(JsonOutput output, DateTimeOffset value) => output.Writer.WriteStringValue(value);

    public override void Check(DateTimeOffset value, BoundsCheck check)
    {
    }

    public override bool Same(DateTimeOffset left, DateTimeOffset right) => left.EqualsExact(right);

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "string");
        schema.Json.WriteString("format", "date-time");
    }

    private static bool HasOffset(string text) =>
        text.Length >= 17 && text[10] == 'T' && (text[^1] == 'Z' || (text[^3] == ':' && text[^6] is '+' or '-'));
}

/// <summary>A CPU set in Nova's notation.</summary>
internal sealed class CpuSetShape : Shape<CpuSet>
{
    public override CpuSet Blank => CpuSet.Empty;

    public override CpuSet Read(ref JsonInput input)
    {
        if (input.Kind != JsonTokenType.String)
        {
            input.WrongKind("a CPU set such as '0-3,8'");
            return Blank;
        }

        if (input.Text() is not { } text)
        {
            return Blank;
        }

        if (!input.Context.TryCpuSet(text, out CpuSet set, out string error))
        {
            input.Error("json.cpu-set", Quoted.Plain(error));
        }

        return set;
    }

    public override void Write(JsonOutput output, CpuSet value) => output.Writer.WriteStringValue(value.ToString());

    public override void Check(CpuSet value, BoundsCheck check)
    {
    }

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "string");
        schema.Json.WriteString("pattern", "^[-0-9,^ ]*$");
    }
}
