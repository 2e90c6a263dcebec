namespace Rebalancer.OpenStack.Answers;

/// <summary>What was asked of which service.</summary>
/// <param name="Service">The kind of service: <c>compute</c>, <c>placement</c>, <c>image</c>, <c>network</c>.</param>
/// <param name="Path">The path below the service's endpoint, with its query.</param>
internal sealed record AnswerRequest(string Service, string Path)
{
    /// <summary>The steps of the path, without the query.</summary>
    public string[] Steps { get; } = Path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The request in one line.</summary>
    public override string ToString() => $"{Service} GET {Path}";
}
