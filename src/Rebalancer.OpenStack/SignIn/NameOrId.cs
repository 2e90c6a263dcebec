using System.Text.Json.Nodes;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>A user or project of Keystone: by id, or by name within a domain.</summary>
public sealed class NameOrId
{
    private NameOrId()
    {
    }

    internal string? Id { get; private init; }

    internal string? Name { get; private init; }

    internal string? DomainId { get; private init; }

    internal string? DomainName { get; private init; }

    /// <summary>By id, which is unique in the cloud.</summary>
    public static NameOrId OfId(string id) => new() { Id = id };

    /// <summary>By name within the domain of this id; <c>default</c> is the domain that Keystone comes with.</summary>
    public static NameOrId Named(string name, string domainId = "default") => new() { Name = name, DomainId = domainId };

    /// <summary>By name within the domain of this name.</summary>
    internal static NameOrId NamedInDomain(string name, string domainName) => new() { Name = name, DomainName = domainName };

    /// <inheritdoc/>
    public override string ToString() => Id is not null ? $"'{Id}'" : $"'{Name}' of the domain '{DomainId ?? DomainName}'";

    internal JsonObject ToJson() => Id is not null
        ? new JsonObject { ["id"] = Id }
        : new JsonObject { ["name"] = Name, ["domain"] = DomainId is not null ? new JsonObject { ["id"] = DomainId } : new JsonObject { ["name"] = DomainName } };
}
