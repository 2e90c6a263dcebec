using System.Diagnostics.CodeAnalysis;

namespace Rebalancer.Notebooks;

/// <summary>
/// Tells notebooks that the package Rebalancer.Previews writes a type. They look for an attribute of this name and for these
/// properties, so that no package of theirs is needed; and it looks for its own by name, so that the domain needs none either.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute : Attribute
{
    /// <summary>A type with a constructor without parameters and a method <c>CreateTypeFormatters</c>.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicMethods)]
    public Type FormatterSourceType { get; } = Type.GetType("Rebalancer.Previews.Notebooks.PreviewFormatters, Rebalancer.Previews") ?? typeof(NoFormatters);

    /// <summary>The types of content to ask for, the best first.</summary>
    public string[] PreferredMimeTypes { get; } = ["text/html", "text/plain"];

    /// <summary>Leaves the type to the notebook where Rebalancer.Previews is not there.</summary>
    private sealed class NoFormatters
    {
        public static IEnumerable<object> CreateTypeFormatters() => [];
    }
}
