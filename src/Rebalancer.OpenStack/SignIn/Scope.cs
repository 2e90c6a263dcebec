using System.Text.Json.Nodes;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>What a token is for: a project, or the whole system.</summary>
public sealed class Scope
{
    private readonly NameOrId? project;

    private Scope(NameOrId? project) => this.project = project;

    /// <summary>The whole system (<c>system_scope: all</c>).</summary>
    public static Scope System { get; } = new(project: null);

    /// <summary>A project.</summary>
    public static Scope Project(NameOrId project)
    {
        ArgumentNullException.ThrowIfNull(project);
        return new Scope(project);
    }

    /// <inheritdoc/>
    public override string ToString() => project is null ? "the system" : $"the project {project}";

    internal JsonObject ToJson() => project is null
        ? new JsonObject { ["system"] = new JsonObject { ["all"] = true } }
        : new JsonObject { ["project"] = project.ToJson() };
}
