using System.Text.Json.Nodes;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>Who signs in, and the proof of it; the proof is never printed.</summary>
public abstract class Credential
{
    private protected Credential(string secret) => Secret = new Secret(secret);

    internal Secret Secret { get; }

    /// <summary>Whether a scope can be asked for beside it.</summary>
    internal abstract bool TakesScope { get; }

    /// <summary>A user with a password.</summary>
    /// <param name="user">The user, by id or by name and domain.</param>
    /// <param name="password">The password.</param>
    public static Credential Password(NameOrId user, string password) => new PasswordCredential(user, password);

    /// <summary>An application credential, by its id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="secret">The secret.</param>
    public static Credential Application(string id, string secret) => new ApplicationCredential(id, null, null, secret);

    /// <summary>An application credential, by its name and its user.</summary>
    /// <param name="name">The name, which is unique for its user.</param>
    /// <param name="user">The user, by id or by name and domain.</param>
    /// <param name="secret">The secret.</param>
    public static Credential Application(string name, NameOrId user, string secret) => new ApplicationCredential(null, name, user, secret);

    /// <summary>The value of <c>auth.identity</c> in Keystone's <c>POST /v3/auth/tokens</c>.</summary>
    internal abstract JsonObject ToIdentity();
}

/// <summary>The method <c>password</c>.</summary>
internal sealed class PasswordCredential(NameOrId user, string password) : Credential(password)
{
    internal override bool TakesScope => true;

    /// <inheritdoc/>
    public override string ToString() => $"the password of {user}";

    internal override JsonObject ToIdentity()
    {
        JsonObject who = user.ToJson();
        who["password"] = Secret.Reveal();
        return new JsonObject { ["methods"] = new JsonArray("password"), ["password"] = new JsonObject { ["user"] = who } };
    }
}

/// <summary>The method <c>application_credential</c>, which is bound to its project.</summary>
internal sealed class ApplicationCredential(string? id, string? name, NameOrId? user, string secret) : Credential(secret)
{
    internal override bool TakesScope => false;

    /// <inheritdoc/>
    public override string ToString() => $"the application credential '{id ?? name}'";

    internal override JsonObject ToIdentity()
    {
        JsonObject credential = id is not null ? new JsonObject { ["id"] = id } : new JsonObject { ["name"] = name, ["user"] = user!.ToJson() };
        credential["secret"] = Secret.Reveal();
        return new JsonObject { ["methods"] = new JsonArray("application_credential"), ["application_credential"] = credential };
    }
}
