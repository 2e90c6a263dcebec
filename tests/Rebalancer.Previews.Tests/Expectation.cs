using System.Text;

namespace Rebalancer.Previews.Tests;

/// <summary>Holds a text against a readable file beside the tests.</summary>
internal static class Expectation
{
    private const string Accept = "REBALANCER_ACCEPT";

    /// <summary>Fails with a diff where the text differs from <c>Expectations/NAME.txt</c> of a test project.</summary>
    public static void Matches(string project, string name, string actual)
    {
        string file = Repository.PathOf("tests", project, "Expectations", name + ".txt");
        string expected = File.Exists(file) ? File.ReadAllText(file) : "";
        if (actual == expected)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        Assert.Fail($"The text differs from {file} (- expected, + actual):\n{Diff(expected.Split('\n'), actual.Split('\n'))}\nTo accept it, run the tests once with {Accept}=1.");
    }

    private static string Diff(string[] expected, string[] actual)
    {
        var common = new int[expected.Length + 1, actual.Length + 1];
        for (int i = expected.Length - 1; i >= 0; i--)
        {
            for (int j = actual.Length - 1; j >= 0; j--)
            {
                common[i, j] = expected[i] == actual[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        StringBuilder text = new();
        int left = 0;
        int right = 0;
        while (left < expected.Length || right < actual.Length)
        {
            if (left < expected.Length && right < actual.Length && expected[left] == actual[right])
            {
                text.Append("  ").AppendLine(expected[left++]);
                right++;
            }
            else if (right == actual.Length || (left < expected.Length && common[left + 1, right] >= common[left, right + 1]))
            {
                text.Append("- ").AppendLine(expected[left++]);
            }
            else
            {
                text.Append("+ ").AppendLine(actual[right++]);
            }
        }

        return text.ToString();
    }
}
