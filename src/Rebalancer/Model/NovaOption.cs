namespace Rebalancer.Model;

/// <summary>An option as it stands in a host's <c>nova.conf</c>, given by the operator word for word.</summary>
/// <param name="Section">The section without its brackets, such as <c>libvirt</c>.</param>
/// <param name="Name">The option, such as <c>live_migration_parallel_connections</c>.</param>
/// <param name="Value">Its value as written.</param>
/// <remarks>No rule reads it: Nova passes over an option in a section where it does not look, and so do the rules.</remarks>
public sealed record NovaOption(string Section, string Name, string Value);
