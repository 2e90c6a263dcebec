namespace Rebalancer.OpenStack.Connections;

/// <summary>One request to a service of the cloud.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Service">The type of the service in the catalog: <c>compute</c>, <c>placement</c>, <c>image</c>, <c>network</c>.</param>
/// <param name="Path">The path below the service's versioned root, with its query.</param>
/// <param name="Version">The version to speak; <c>null</c> for a service without microversions.</param>
internal sealed record CloudRequest(HttpMethod Method, string Service, string Path, Microversion? Version = null)
{
    /// <summary>The JSON to send; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// Whether the request may be sent again when it is unknown whether it arrived. Otherwise it is repeated only where the server
    /// cannot have acted on it: the connection was never made, or the answer was 401 or 429.
    /// </summary>
    public bool IsRepeatable { get; init; } = Method == HttpMethod.Get;

    /// <summary>A request that reads.</summary>
    public static CloudRequest Get(string service, string path, Microversion? version = null) => new(HttpMethod.Get, service, path, version);

    /// <summary>The request in one line, without its body.</summary>
    public override string ToString() => $"{Service} {Method} {Path}";
}
