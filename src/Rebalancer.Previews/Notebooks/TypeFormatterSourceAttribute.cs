namespace Rebalancer.Previews.Notebooks;

/// <summary>Tells notebooks who writes a type. They look for an attribute of this name, so that no package of theirs is needed.</summary>
/// <param name="formatterSourceType">A type with a constructor without parameters and a method <c>CreateTypeFormatters</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}
