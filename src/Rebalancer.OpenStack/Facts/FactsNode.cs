using System.Globalization;

namespace Rebalancer.OpenStack.Facts;

/// <summary>What a value of a facts file looks like.</summary>
internal enum FactsNodeKind
{
    /// <summary>Keys and values.</summary>
    Map,

    /// <summary>A list.</summary>
    List,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A YAML scalar without quotes: what it means depends on what is wanted there.</summary>
    Plain,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON true or false.</summary>
    Boolean,

    /// <summary>A JSON null.</summary>
    Null,
}

/// <summary>One value of a facts file, be it YAML or JSON, with its line.</summary>
internal sealed record FactsNode(FactsNodeKind Kind, int Line, string Scalar = "")
{
    /// <summary>The members of a map, in the order of the file.</summary>
    public List<FactsMember> Members { get; } = [];

    /// <summary>The elements of a list.</summary>
    public List<FactsNode> Items { get; } = [];

    /// <summary>How many values it holds, itself included, aliases written out.</summary>
    public long Size { get; set; } = 1;

    /// <summary>Whether it can stand for a text: in YAML also <c>8086</c> or <c>0-3</c> without quotes.</summary>
    public bool IsText => Kind == FactsNodeKind.Text || (Kind == FactsNodeKind.Plain && !IsNull);

    /// <summary>Whether it is null.</summary>
    public bool IsNull => Kind == FactsNodeKind.Null || (Kind == FactsNodeKind.Plain && Scalar is "" or "~" or "null" or "Null" or "NULL");

    /// <summary>The member of that name, or none.</summary>
    public FactsNode? this[string key] => Members.Find(member => member.Key == key)?.Value;

    /// <summary>Reads a whole number.</summary>
    public bool TryInteger(out long value)
    {
        value = 0;
        return Kind is FactsNodeKind.Plain or FactsNodeKind.Number
            && long.TryParse(Scalar, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a finite number.</summary>
    public bool TryNumber(out double value)
    {
        value = 0;
        return Kind is FactsNodeKind.Plain or FactsNodeKind.Number
            && double.TryParse(Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    /// <summary>Reads true or false.</summary>
    public bool TryBoolean(out bool value)
    {
        value = Scalar is "true" or "True" or "TRUE";
        return Kind is FactsNodeKind.Plain or FactsNodeKind.Boolean && (value || Scalar is "false" or "False" or "FALSE");
    }
}

/// <summary>A key of a map with its value.</summary>
internal sealed record FactsMember(string Key, int Line, FactsNode Value);

/// <summary>A facts file cannot be parsed at all.</summary>
internal sealed class FactsSyntaxException(string message, int line) : Exception(message)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
