using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Options;

/// <summary>Reads the values of options, whatever the machine's language.</summary>
internal static partial class Values
{
    /// <summary>The largest weight of a goal, a host, a measure or a wish.</summary>
    public const int MaxWeight = 1_000_000;

    /// <summary>A finite number with a decimal point.</summary>
    public static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>A whole number within bounds.</summary>
    public static Func<ArgumentResult, int?> Whole(int least, int most = int.MaxValue) => result =>
    {
        string text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError(most == int.MaxValue
            ? $"{NameOf(result)} takes a whole number of at least {least}, not '{text}'."
            : $"{NameOf(result)} takes a whole number from {least} to {most}, not '{text}'.");
        return null;
    };

    /// <summary>A number within bounds.</summary>
    /// <param name="isAllowed">The bounds.</param>
    /// <param name="bounds">The bounds in words.</param>
    public static Func<ArgumentResult, double?> Number(Func<double, bool> isAllowed, string bounds) => result =>
    {
        string text = result.Tokens[^1].Value;
        if (TryNumber(text, out double number) && isAllowed(number))
        {
            return number;
        }

        result.AddError($"{NameOf(result)} takes a number {bounds}, not '{text}'.");
        return null;
    };

    /// <summary>A length of time such as <c>90m</c> or <c>1h30m</c>, above 0.</summary>
    public static TimeSpan? Duration(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        Match match = DurationText().Match(text);
        int Part(string unit) => match.Groups[unit].Success ? int.Parse(match.Groups[unit].Value, CultureInfo.InvariantCulture) : 0;
        TimeSpan time = match.Success ? new TimeSpan(Part("d"), Part("h"), Part("m"), Part("s")) : TimeSpan.Zero;
        if (time > TimeSpan.Zero)
        {
            return time;
        }

        result.AddError($"{NameOf(result)} takes a length of time such as 45s, 90m or 1h30m, not '{text}'.");
        return null;
    }

    /// <summary>Kinds of move, separated by commas.</summary>
    public static MoveKind[]? Kinds(ArgumentResult result)
    {
        List<MoveKind> kinds = [];
        foreach (string word in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            MoveKind? kind = word switch
            {
                "live" => MoveKind.Live,
                "block-live" => MoveKind.BlockLive,
                "cold" => MoveKind.Cold,
                "evacuate" => MoveKind.Evacuate,
                _ => null,
            };
            if (kind is null)
            {
                result.AddError($"{NameOf(result)} takes live, block-live, cold and evacuate, separated by commas, not '{word}'.");
                return null;
            }

            kinds.Add(kind.Value);
        }

        return [.. kinds.Distinct().Order()];
    }

    [GeneratedRegex(@"^((?<d>\d{1,3})d)?((?<h>\d{1,4})h)?((?<m>\d{1,5})m)?((?<s>\d{1,6})s)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex DurationText();

    private static string NameOf(ArgumentResult result) => (result.Parent as OptionResult)?.IdentifierToken?.Value ?? result.Argument.Name;
}
