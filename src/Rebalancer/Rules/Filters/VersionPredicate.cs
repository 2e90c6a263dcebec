using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Rebalancer.Rules.Filters;

/// <summary>Conditions on a version, such as <c>&gt;=6.0,&lt;6.2</c>; all must hold.</summary>
/// <remarks>Source: the image property <c>img_hv_requested_version</c>.</remarks>
internal sealed partial class VersionPredicate
{
    private readonly ImmutableArray<(string Operator, long Version)> conditions;

    private VersionPredicate(ImmutableArray<(string Operator, long Version)> conditions) => this.conditions = conditions;

    /// <summary>Reads the conditions.</summary>
    /// <exception cref="FilterFailedException">The text is no list of conditions.</exception>
    public static VersionPredicate Parse(string text)
    {
        ImmutableArray<(string, long)>.Builder conditions = ImmutableArray.CreateBuilder<(string, long)>();
        foreach (string part in text.Split(','))
        {
            if (Condition().Match(part) is not { Success: true } match)
            {
                throw new FilterFailedException($"'{text}' is no condition on a version.");
            }

            conditions.Add((match.Groups[1].Value, ToNumber(match.Groups[2].Value)));
        }

        return new VersionPredicate(conditions.ToImmutable());
    }

    /// <summary>Whether a version written as a number (6.0.0 is 6000000) meets every condition.</summary>
    public bool IsSatisfiedBy(long version)
    {
        // Nova prints the number without leading zeros: 5000 is version 5.0, not 0.5.0.
        long normal = version;
        while (normal is > 0 and < 1_000_000)
        {
            normal *= 1000;
        }

        return conditions.All(condition => condition.Operator switch
        {
            "<" => normal < condition.Version,
            "<=" => normal <= condition.Version,
            ">" => normal > condition.Version,
            ">=" => normal >= condition.Version,
            "!=" => normal != condition.Version,
            _ => normal == condition.Version,
        });
    }

    private static long ToNumber(string version)
    {
        long number = 0;
        string[] parts = version.Split('.');
        for (int i = 0; i < 3; i++)
        {
            number = (number * 1000) + (i < parts.Length ? long.Parse(parts[i], CultureInfo.InvariantCulture) : 0);
        }

        return number;
    }

    [GeneratedRegex(@"^\s*(<=|>=|<|>|!=|==)\s*(\d{1,6}(?:\.\d{1,6}){0,2})\s*$")]
    private static partial Regex Condition();
}
