using System.Globalization;

namespace Rebalancer.Benchmarks.Input;

/// <summary>The options of a command: names with values, and names that stand alone.</summary>
internal sealed class CommandOptions
{
    private readonly Dictionary<string, string> values;
    private readonly HashSet<string> given = [];
    private readonly string usage;

    /// <param name="usage">How the command is called; shown beside what is wrong.</param>
    /// <param name="defaults">Options with values; an empty default must be given.</param>
    public CommandOptions(string usage, Dictionary<string, string> defaults) => (this.usage, values) = (usage, defaults);

    /// <summary>The value of an option.</summary>
    public string this[string name] => values[name];

    /// <summary>Whether an option was given that stands alone.</summary>
    public bool Has(string flag) => given.Contains(flag);

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">One of them is unknown, has no value, or is missing.</exception>
    public void Read(string[] args, params string[] flags)
    {
        for (int i = 0; i < args.Length; i++)
        {
            if (flags.Contains(args[i]))
            {
                given.Add(args[i]);
            }
            else if (!values.ContainsKey(args[i]))
            {
                throw Wrong($"'{args[i]}' is not one of {string.Join(", ", values.Keys.Concat(flags))}.");
            }
            else if (i + 1 == args.Length)
            {
                throw Wrong($"{args[i]} has no value.");
            }
            else
            {
                values[args[i]] = args[i + 1];
                i++;
            }
        }

        string[] missing = [.. values.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key)];
        if (missing.Length > 0)
        {
            throw Wrong($"{string.Join(", ", missing)} is missing.");
        }
    }

    /// <summary>An option as a whole number.</summary>
    /// <exception cref="ArgumentException">It is none, or out of range.</exception>
    public int Whole(string name, int least, int most) =>
        int.TryParse(values[name], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw Wrong($"{name} is '{values[name]}'; it is a whole number from {least} to {most}.");

    /// <summary>An option as a number above 0.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public double Positive(string name) =>
        double.TryParse(values[name], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number > 0
            ? number
            : throw Wrong($"{name} is '{values[name]}'; it is a number above 0.");

    /// <summary>What to throw for a value that is wrong.</summary>
    public ArgumentException Wrong(string message) => new($"{message}\nUsage: {usage}");
}
