using System.Globalization;
using System.Text;

namespace Rebalancer.Findings;

/// <summary>Makes text from an input fit for a message: short, and without characters that could play tricks on a terminal.</summary>
internal static class Quoted
{
    private const int Longest = 60;

    /// <summary>The text in single quotes, cut after 60 characters, with control and format characters escaped.</summary>
    public static string Of(string? text) => $"'{Plain(text ?? "")}'";

    /// <summary>The text as in <see cref="Of"/>, without quotes.</summary>
    public static string Plain(string text)
    {
        StringBuilder shown = new();
        int length = text.Length > Longest ? Longest : text.Length;
        for (int i = 0; i < length; i++)
        {
            char c = text[i];
            bool isPair = char.IsHighSurrogate(c) && i + 1 < length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
            {
                shown.Append(c).Append(text[++i]);
            }
            else if (NeedsEscape(c))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                shown.Append(c);
            }
        }

        return length < text.Length ? shown.Append("...").ToString() : shown.ToString();
    }

    private static bool NeedsEscape(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
