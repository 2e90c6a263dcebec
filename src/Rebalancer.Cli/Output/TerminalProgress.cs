using System.Globalization;
using Rebalancer.OpenStack.Live;
using Rebalancer.Planning;
using Spectre.Console;

namespace Rebalancer.Cli.Output;

/// <summary>Shows how far long work has come in one line of the terminal that the end wipes away.</summary>
internal static class TerminalProgress
{
    /// <summary>Runs work, with progress where standard error is a terminal, in silence elsewhere.</summary>
    public static T Run<T, TProgress>(CommandContext context, Func<TProgress, string> describe, Func<IProgress<TProgress>?, T> work)
    {
        if (!context.Environment.ShowsProgress)
        {
            return work(null);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(context.Error),
            Ansi = AnsiSupport.Yes,
            ColorSystem = context.Environment.UsesColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        return console.Status().Spinner(Spinner.Known.Line).Start("starting", status => work(new Line<TProgress>(status, describe)));
    }

    /// <summary>What the line says.</summary>
    public static string Describe(PlanningProgress value)
    {
        List<string> parts = [value.Stage];
        if (value.Level.Length > 0 && !value.Stage.Contains(value.Level, StringComparison.Ordinal))
        {
            parts.Add(value.Level);
        }

        if (value.Incumbent is { } best)
        {
            parts.Add(Invariant($"best {best:0.###}"));
        }

        if (value.Bound is { } bound)
        {
            parts.Add(Invariant($"bound {bound:0.###}"));
        }

        if (value.Incumbent is { } found && value.Bound is { } least)
        {
            parts.Add(Invariant($"gap {(found == 0 ? 0 : (found - least) / found * 100):0.0} %"));
        }

        parts.Add(Invariant($"{value.Elapsed.TotalSeconds:0.0} s"));
        return string.Join(", ", parts);
    }

    /// <summary>What the line says while a cloud is read.</summary>
    public static string Describe(ReadingProgress value) => Invariant($"reading the cloud: {value.Answers} of {value.Expected} answers, {value.Latest}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Line<TProgress>(StatusContext status, Func<TProgress, string> describe) : IProgress<TProgress>
    {
        public void Report(TProgress value) => status.Status = Markup.Escape(describe(value));
    }
}
