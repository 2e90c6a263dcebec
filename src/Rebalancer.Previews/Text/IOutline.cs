namespace Rebalancer.Previews.Text;

/// <summary>What a report is made of, whatever it is written as: headings, paragraphs and tables.</summary>
internal interface IOutline
{
    /// <summary>Characters that fit on a line; large where lines wrap by themselves.</summary>
    int Width { get; }

    /// <summary>A heading, set off from what came before.</summary>
    void Heading(string text);

    /// <summary>A paragraph, indented by a number of characters; its second and later lines a little deeper where it hangs.</summary>
    void Paragraph(string text, int indent = 0, int hang = 0);

    /// <summary>A line with what belongs to it, which a reader may fold away where the form lets him.</summary>
    void Fold(string line, Action body)
    {
        Paragraph(line, 2, 2);
        body();
    }

    /// <summary>An empty line, where lines are what sets things apart.</summary>
    void Blank();

    /// <summary>A table under the last heading.</summary>
    void Table(Table table);
}
