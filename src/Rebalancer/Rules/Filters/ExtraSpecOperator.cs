namespace Rebalancer.Rules.Filters;

/// <summary>The little language of extra specs: <c>&gt;= 300</c>, <c>s== text</c>, <c>&lt;in&gt; part</c>, <c>&lt;or&gt; a &lt;or&gt; b</c>.</summary>
/// <remarks>Source: <c>nova.scheduler.filters.extra_specs_ops</c>. A bare <c>=</c> means "at least".</remarks>
internal static class ExtraSpecOperator
{
    /// <summary>Whether a value meets a requirement.</summary>
    /// <exception cref="FilterFailedException">A number is asked for and one side is none.</exception>
    public static bool Matches(string value, string requirement)
    {
        string[] words = requirement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string word = words.Length > 0 ? words[0] : "";
        switch (word)
        {
            case "<or>":
                // Every second word is the operator again.
                return words.Where((_, index) => index % 2 == 1).Contains(value, StringComparer.Ordinal);
            case "=" or ">=" or "<=" or "==" or "!=" or "<in>" or "<all-in>" or "s==" or "s!=" or "s<" or "s<=" or "s>" or "s>=":
                return words.Length > 1 && Compare(value, word, words);
            default:
                return value == requirement;
        }
    }

    private static bool Compare(string value, string word, string[] words)
    {
        string asked = words[1];
        return word switch
        {
            "=" or ">=" => Number(value) >= Number(asked),
            "<=" => Number(value) <= Number(asked),
            "==" => Number(value) == Number(asked),
            "!=" => Number(value) != Number(asked),
            "<in>" => value.Contains(asked, StringComparison.Ordinal),
            "<all-in>" => words.Skip(1).All(part => value.Contains(part, StringComparison.Ordinal)),
            "s==" => value == asked,
            "s!=" => value != asked,
            "s<" => string.CompareOrdinal(value, asked) < 0,
            "s<=" => string.CompareOrdinal(value, asked) <= 0,
            "s>" => string.CompareOrdinal(value, asked) > 0,
            _ => string.CompareOrdinal(value, asked) >= 0,
        };
    }

    private static double Number(string text) =>
        PythonValue.Float(text) ?? throw new FilterFailedException($"'{text}' is not a number.");
}
