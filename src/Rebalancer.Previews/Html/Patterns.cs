namespace Rebalancer.Previews.Html;

/// <summary>The fillings that tell kinds of move, and what arrives or leaves, apart by more than colour.</summary>
internal static class Patterns
{
    /// <summary>Writes the definitions that the other pictures of the page refer to.</summary>
    public static void Write(Markup markup) => markup.Raw("""
        <svg width="0" height="0" style="position:absolute" aria-hidden="true" focusable="false"><defs>
        <pattern id="arrive" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="4" fill="var(--arrive)"/><rect width="1.2" height="4" fill="var(--panel)" fill-opacity=".55"/></pattern>
        <pattern id="leave" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="var(--leave)" fill-opacity=".45"/><circle cx="2.5" cy="2.5" r="1.1" fill="var(--stay)"/></pattern>
        <pattern id="k-block-live" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="var(--block-live)" fill-opacity=".45"/><rect width="6" height="2.5" fill="var(--block-live)"/></pattern>
        <pattern id="k-cold" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--cold)" fill-opacity=".4"/><rect width="2.5" height="6" fill="var(--cold)"/></pattern>
        <pattern id="k-evacuate" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="var(--evacuate)" fill-opacity=".35"/><circle cx="3" cy="3" r="1.7" fill="var(--evacuate)"/></pattern>
        </defs></svg>

        """.ReplaceLineEndings("\n"));
}
