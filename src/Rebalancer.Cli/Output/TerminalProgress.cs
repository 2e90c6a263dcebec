using System.Globalization;
using Rebalancer.Planning;
using Spectre.Console;

namespace Rebalancer.Cli.Output;

/// <summary>Shows how far a search has come in one line of the terminal that the end wipes away.</summary>
internal sealed class TerminalProgress : IProgress<PlanningProgress>
{
    private readonly StatusContext status;

    private TerminalProgress(StatusContext status) => this.status = status;

    /// <summary>Runs a search, with progress where standard error is a terminal, in silence elsewhere.</summary>
    public static T Run<T>(CommandContext context, Func<IProgress<PlanningProgress>?, T> search)
    {
        if (!context.Environment.ShowsProgress)
        {
            return search(null);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(context.Error),
            Ansi = AnsiSupport.Yes,
            ColorSystem = context.Environment.UsesColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        return console.Status().Spinner(Spinner.Known.Line).Start("starting", status => search(new TerminalProgress(status)));
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

    /// <inheritdoc/>
    public void Report(PlanningProgress value) => status.Status = Markup.Escape(Describe(value));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
