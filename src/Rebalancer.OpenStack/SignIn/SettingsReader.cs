using System.Collections.Immutable;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>Makes the settings of a cloud from plain texts; every mistake is a finding, and none of them shows a secret.</summary>
internal static class SettingsReader
{
    private const string OverrideEnding = "_endpoint_override";

    /// <summary>The settings, or <c>null</c> with findings.</summary>
    public static CloudSettings? Read(string name, SettingValues values, FindingList findings)
    {
        Uri? authUrl = ReadAddress(values.First("auth_url"), findings);
        if (authUrl is null && values.First("auth_url") is null)
        {
            findings.Error("sign-in.missing", values.Place, "there is no auth_url");
        }

        if (values.First("identity_api_version") is { } version && !version.Text.StartsWith('3'))
        {
            findings.Error("sign-in.unsupported", version.Place, "only version 3 of the Identity API is spoken");
        }

        Credential? credential = ReadCredential(values, findings);
        Scope? scope = ReadScope(values);
        if (credential is { TakesScope: true } && scope is null)
        {
            findings.Error("sign-in.missing", values.Place, "there is neither a project (project_name, project_id) nor system_scope: all");
        }

        bool verifies = ReadVerify(values, findings);
        CloudSettings? settings = authUrl is null || credential is null ? null : new CloudSettings
        {
            Name = name,
            AuthUrl = authUrl,
            Credential = credential,
            Scope = credential.TakesScope ? scope : null,
            Region = values.Text("region_name"),
            Interfaces = ReadInterfaces(values, findings),
            CaFile = ReadFile(values, "cacert", findings),
            VerifiesServers = verifies,
            ClientCertificateFile = ReadFile(values, "cert", findings),
            ClientKeyFile = ReadFile(values, "key", findings),
            EndpointOverrides = ReadOverrides(values, findings),
        };
        return findings.All.Count == 0 ? settings : null;
    }

    private static Credential? ReadCredential(SettingValues values, FindingList findings)
    {
        SettingValue? type = values.First("auth_type", "auth_plugin");
        bool isApplication = type is null
            ? values.First("application_credential_id", "application_credential_name") is not null
            : type.Value.Text == "v3applicationcredential";
        if (type is not null && type.Value.Text is not ("password" or "v3password" or "v3applicationcredential"))
        {
            findings.Error(
                "sign-in.unsupported", type.Value.Place,
                $"'{type.Value.Text}' is not spoken here; password, v3password and v3applicationcredential are");
            return null;
        }

        return isApplication ? ReadApplication(values, findings) : ReadPassword(values, findings);
    }

    private static Credential? ReadPassword(SettingValues values, FindingList findings)
    {
        NameOrId? user = ReadNameOrId(values, "user_id", ["username", "user_name"], "user_domain");
        string? password = values.Text("password");
        if (user is null)
        {
            findings.Error("sign-in.missing", values.Place, "there is no user: username or user_id");
        }

        if (password is null)
        {
            findings.Error("sign-in.missing", values.Place, "there is no password, here or in secure.yaml");
        }

        return user is null || password is null ? null : Credential.Password(user, password);
    }

    private static Credential? ReadApplication(SettingValues values, FindingList findings)
    {
        string? id = values.Text("application_credential_id");
        string? name = values.Text("application_credential_name");
        NameOrId? user = ReadNameOrId(values, "user_id", ["username", "user_name"], "user_domain");
        string? secret = values.Text("application_credential_secret");
        if (id is null && (name is null || user is null))
        {
            findings.Error(
                "sign-in.missing", values.Place,
                "there is neither application_credential_id nor application_credential_name with its user");
            return null;
        }

        if (secret is null)
        {
            findings.Error("sign-in.missing", values.Place, "there is no application_credential_secret, here or in secure.yaml");
            return null;
        }

        return id is not null ? Credential.Application(id, secret) : Credential.Application(name!, user!, secret);
    }

    private static Scope? ReadScope(SettingValues values)
    {
        if (values.Text("system_scope") == "all")
        {
            return Scope.System;
        }

        NameOrId? project = ReadNameOrId(values, values.Text("project_id") is null ? "tenant_id" : "project_id", ["project_name", "tenant_name"], "project_domain");
        return project is null ? null : Scope.Project(project);
    }

    private static NameOrId? ReadNameOrId(SettingValues values, string id, string[] names, string domain)
    {
        if (values.Text(id) is string known)
        {
            return NameOrId.OfId(known);
        }

        if (values.Text(names) is not string name)
        {
            return null;
        }

        return values.Text(domain + "_name", "domain_name") is string domainName && values.Text(domain + "_id") is null
            ? NameOrId.NamedInDomain(name, domainName)
            : NameOrId.Named(name, values.Text(domain + "_id", "domain_id", "default_domain_id", "default_domain") ?? "default");
    }

    private static ImmutableArray<string> ReadInterfaces(SettingValues values, FindingList findings)
    {
        SettingValue value = values.First("interface", "endpoint_type") ?? new SettingValue("public", values.Place);
        string[] wanted = [.. value.Text.Split(',', StringSplitOptions.TrimEntries)
            .Select(one => one.EndsWith("URL", StringComparison.Ordinal) ? one[..^3] : one)];
        if (wanted.Any(one => one is not ("public" or "internal" or "admin")))
        {
            findings.Error("sign-in.malformed", value.Place, $"'{value.Text}' stands here; public, internal and admin are interfaces");
        }

        return [.. wanted];
    }

    private static bool ReadVerify(SettingValues values, FindingList findings)
    {
        foreach ((string key, bool unsafeWhen) in (ReadOnlySpan<(string, bool)>)[("insecure", true), ("verify", false)])
        {
            if (values.First(key) is not { } value)
            {
                continue;
            }

            bool? said = value.Text switch
            {
                "true" or "True" or "TRUE" or "1" or "yes" => true,
                "false" or "False" or "FALSE" or "0" or "no" => false,
                _ => null,
            };
            if (said is null)
            {
                findings.Error("sign-in.malformed", value.Place, "true or false should stand here");
            }
            else if (said == unsafeWhen)
            {
                return false;
            }
        }

        return true;
    }

    private static string? ReadFile(SettingValues values, string key, FindingList findings)
    {
        if (values.First(key) is not { } value)
        {
            return null;
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string path = value.Text.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, value.Text[2..]) : value.Text;
        if (!File.Exists(path))
        {
            findings.Error("sign-in.not-readable", value.Place, $"there is no file '{path}'");
        }

        return path;
    }

    private static ImmutableSortedDictionary<string, Uri> ReadOverrides(SettingValues values, FindingList findings)
    {
        var overrides = ImmutableSortedDictionary.CreateBuilder<string, Uri>(StringComparer.Ordinal);
        foreach ((string key, SettingValue value) in values.All.Where(pair => pair.Key.EndsWith(OverrideEnding, StringComparison.Ordinal)))
        {
            if (ReadAddress(value, findings) is Uri address)
            {
                overrides[key[..^OverrideEnding.Length]] = address;
            }
        }

        return overrides.ToImmutable();
    }

    private static Uri? ReadAddress(SettingValue? value, FindingList findings)
    {
        if (value is not { } given)
        {
            return null;
        }

        if (!Uri.TryCreate(given.Text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            findings.Error("sign-in.malformed", given.Place, "an address that begins with http:// or https:// should stand here");
            return null;
        }

        if (address.UserInfo.Length > 0)
        {
            // It would end up in logs and messages with the rest of the address.
            findings.Error("sign-in.malformed", given.Place, "an address must not hold a user or password");
            return null;
        }

        return address;
    }
}
