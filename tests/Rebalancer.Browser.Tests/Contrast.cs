namespace Rebalancer.Browser.Tests;

/// <summary>Colours as WCAG 2 measures them.</summary>
internal static class Contrast
{
    /// <summary>A script that lists the visible texts whose contrast with their background is below 4.5 to 1.</summary>
    public const string OfTexts = """
        (() => {
          const parts = color => color.match(/[\d.]+/g).map(Number);
          const light = color => {
            const [r, g, b] = parts(color).map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const behind = element => {
            for (let at = element; at; at = at.parentElement) {
              const color = getComputedStyle(at).backgroundColor;
              const [, , , alpha = 1] = parts(color);
              if (alpha > 0) return color;
            }
            return "rgb(255, 255, 255)";
          };
          const found = [];
          for (const element of document.querySelectorAll("main *:not(svg *)")) {
            const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== "");
            if (!hasText || element.getClientRects().length === 0) continue;
            const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (contrast < 4.5) found.push(contrast.toFixed(2) + ": " + element.textContent.trim().slice(0, 40));
          }
          return found;
        })()
        """;
}
