using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Rebalancer.Model;
using Rebalancer.OpenStack;
using Rebalancer.Planning;
using Rebalancer.Previews;

namespace Rebalancer.Notebooks.Tests;

/// <summary>Runs C# cells one after the other, and shows their last expressions as notebooks do: by the formatters that a type names.</summary>
internal sealed class NotebookKernel
{
    private static readonly ScriptOptions Options = ScriptOptions.Default
        .AddReferences(typeof(Cluster).Assembly, typeof(RecordedCloud).Assembly, typeof(Planner).Assembly, typeof(PlanText).Assembly, typeof(System.Collections.Immutable.ImmutableArray).Assembly)
        .AddImports("System", "System.IO", "System.Linq", "System.Collections.Generic");

    private ScriptState<object>? state;

    /// <summary>Runs a cell; packages that it refers to are those of this repository.</summary>
    /// <returns>What its last expression shows, by type of content; nothing where there is none.</returns>
    public async Task<Dictionary<string, string>> RunAsync(string cell, CancellationToken cancellation)
    {
        string code = string.Join('\n', cell.Split('\n').Where(line => !line.StartsWith("#r \"nuget:", StringComparison.Ordinal)));
        state = state is null
            ? await CSharpScript.RunAsync(code, Options, cancellationToken: cancellation)
            : await state.ContinueWithAsync(code, Options, cancellation);
        return state.ReturnValue is { } shown ? Shown(shown) : [];
    }

    private static Dictionary<string, string> Shown(object value)
    {
        object? source = value.GetType().GetCustomAttributes().FirstOrDefault(attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute");
        if (source is null)
        {
            return new() { ["text/plain"] = value.ToString() ?? "" };
        }

        string[] preferred = (string[])Get(source, "PreferredMimeTypes")!;
        var type = (Type)Get(source, "FormatterSourceType")!;
        var formatters = (IEnumerable)type.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(type), null)!;
        Dictionary<string, string> content = [];
        foreach (object formatter in formatters)
        {
            string mimeType = (string)Get(formatter, "MimeType")!;
            using StringWriter writer = new(CultureInfo.InvariantCulture);
            if (preferred.Contains(mimeType) && (bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, [value, writer])!)
            {
                content[mimeType] = writer.ToString();
            }
        }

        return content;
    }

    private static object? Get(object from, string property) => from.GetType().GetProperty(property)!.GetValue(from);
}
