namespace Rebalancer.Previews.Html;

/// <summary>The style and the script of a page, which are parts of the library.</summary>
internal static class Assets
{
    /// <summary>The style sheet.</summary>
    public static readonly string Style = Read("plan.css");

    /// <summary>The script of slider and filter.</summary>
    public static readonly string Script = Read("plan.js");

    private static string Read(string name)
    {
        using Stream stream = typeof(Assets).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
