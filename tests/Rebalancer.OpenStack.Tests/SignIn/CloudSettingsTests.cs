using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.OpenStack.Tests.SignIn;

public sealed class CloudSettingsTests : IDisposable
{
    private readonly string first = Directory.CreateTempSubdirectory("rebalancer-").FullName;
    private readonly string second = Directory.CreateTempSubdirectory("rebalancer-").FullName;

    public void Dispose()
    {
        Directory.Delete(first, recursive: true);
        Directory.Delete(second, recursive: true);
    }

    [Fact]
    public void A_cloud_is_found_by_name_with_its_secrets_beside_it()
    {
        Write(second, "clouds.yaml", """
            clouds:
              other: {auth: {auth_url: "http://other:5000"}}
              prod:
                auth:
                  auth_url: https://keystone.example:5000/v3
                  username: ops
                  project_name: admin
                  user_domain_name: Staff
                  project_domain_id: d2
                region_name: north
                interface: internal
                verify: false
                compute_endpoint_override: https://nova.example/v2.1
            """);
        Write(second, "secure.yaml", "clouds: {prod: {auth: {password: hush}}}");

        CloudSettings settings = Find("prod").OrThrow();

        Assert.Equal("https://keystone.example:5000/v3", settings.AuthUrl.ToString());
        Assert.Equal("the password of 'ops' of the domain 'Staff'", settings.Credential.ToString());
        Assert.Equal("hush", settings.Credential.Secret.Reveal());
        Assert.Equal("the project 'admin' of the domain 'd2'", settings.Scope!.ToString());
        Assert.Equal("north", settings.Region);
        Assert.Equal(["internal"], settings.Interfaces);
        Assert.False(settings.VerifiesServers);
        Assert.Equal("https://nova.example/v2.1", settings.EndpointOverrides["compute"].ToString());
    }

    [Fact]
    public void The_first_folder_with_a_file_wins()
    {
        Write(first, "clouds.yml", Cloud("a", "http://first"));
        Write(second, "clouds.yaml", Cloud("a", "http://second"));

        Assert.Equal("http://first/", Find("a").OrThrow().AuthUrl.ToString());
    }

    [Fact]
    public void A_variable_may_name_the_file()
    {
        Write(first, "clouds.yaml", Cloud("a", "http://first"));
        Write(second, "elsewhere.yaml", Cloud("a", "http://elsewhere"));

        CloudSettings settings = Find("a", ("OS_CLIENT_CONFIG_FILE", Path.Combine(second, "elsewhere.yaml"))).OrThrow();

        Assert.Equal("http://elsewhere/", settings.AuthUrl.ToString());
    }

    [Fact]
    public void The_name_may_come_from_a_variable_or_be_the_only_one()
    {
        Write(first, "clouds.yaml", Cloud("a", "http://first"));

        Assert.Equal("a", Find(null, ("OS_CLOUD", "a")).OrThrow().Name);
        Assert.Equal("a", Find(null).OrThrow().Name);
    }

    [Fact]
    public void Variables_alone_are_enough()
    {
        (string, string)[] variables =
        [
            ("OS_AUTH_URL", "http://k:5000"), ("OS_USERNAME", "u"), ("OS_PASSWORD", "hush"), ("OS_PROJECT_ID", "p"),
            ("OS_USER_DOMAIN_ID", "d"), ("OS_REGION_NAME", "r"), ("OS_INTERFACE", "adminURL"), ("OS_INSECURE", "true"),
        ];
        Write(first, "clouds.yaml", Cloud("a", "http://first"));

        foreach (CloudSettings settings in (CloudSettings[])[Find(null, variables).OrThrow(), Find("envvars", variables).OrThrow()])
        {
            Assert.Equal("http://k:5000/", settings.AuthUrl.ToString());
            Assert.Equal("the password of 'u' of the domain 'd'", settings.Credential.ToString());
            Assert.Equal("the project 'p'", settings.Scope!.ToString());
            Assert.Equal("r", settings.Region);
            Assert.Equal(["admin"], settings.Interfaces);
            Assert.False(settings.VerifiesServers);
        }
    }

    [Fact]
    public void An_application_credential_needs_no_scope()
    {
        Write(first, "clouds.yaml", """
            clouds:
              a:
                auth_type: v3applicationcredential
                auth: {auth_url: "http://k", application_credential_id: "42", application_credential_secret: "hush"}
            """);

        CloudSettings settings = Find("a").OrThrow();

        Assert.Null(settings.Scope);
        Assert.Equal("the application credential '42'", settings.Credential.ToString());
    }

    [Fact]
    public void System_scope_wins_over_a_project()
    {
        Write(first, "clouds.yaml", Cloud("a", "http://k") + "      system_scope: all\n");

        Assert.Equal("the system", Find("a").OrThrow().Scope!.ToString());
    }

    [Fact]
    public void A_profile_and_merge_keys_lie_below_the_cloud()
    {
        Write(first, "clouds-public.yaml", "public-clouds: {vendor: {auth: {auth_url: 'http://vendor'}, region_name: v}}");
        Write(first, "clouds.yaml", """
            common: &common {username: u, project_name: p, password: hush}
            clouds:
              a: {profile: vendor, region_name: mine, auth: {<<: *common, username: me}}
            """);

        CloudSettings settings = Find("a").OrThrow();

        Assert.Equal("http://vendor/", settings.AuthUrl.ToString());
        Assert.Equal("mine", settings.Region);
        Assert.Equal("the password of 'me' of the domain 'default'", settings.Credential.ToString());
    }

    [Theory]
    [InlineData("auth_url: 'ftp://k'", "an address that begins with http:// or https:// should stand here")]
    [InlineData("auth_url: 'http://me:hush@k'", "an address must not hold a user or password")]
    [InlineData("auth_type: v3oidcpassword", "'v3oidcpassword' is not spoken here; password, v3password and v3applicationcredential are")]
    [InlineData("cacert: /no/such/file", "there is no file '/no/such/file'")]
    [InlineData("verify: perhaps", "true or false should stand here")]
    [InlineData("interface: secret", "'secret' stands here; public, internal and admin are interfaces")]
    [InlineData("identity_api_version: 2", "only version 3 of the Identity API is spoken")]
    [InlineData("password: ''", "there is no password, here or in secure.yaml")]
    [InlineData("username: ''", "there is no user: username or user_id")]
    [InlineData("project_name: ''", "there is neither a project (project_name, project_id) nor system_scope: all")]
    public void Every_mistake_is_a_finding_with_its_line_and_without_the_password(string line, string message)
    {
        string key = line.Split(':')[0];
        Write(first, "clouds.yaml", Cloud("a", "http://k").Replace($"      {key}:", "      was:", StringComparison.Ordinal) + $"      {line}\n");

        Finding finding = Assert.Single(Find("a").Findings);

        Assert.Equal(message, finding.Message);
        Assert.NotNull(finding.Line);
        Assert.DoesNotContain("hush", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_cloud_names_those_there_are()
    {
        Write(first, "clouds.yaml", Cloud("a", "http://k") + Cloud("b", "http://k")["clouds:\n".Length..]);

        Assert.Equal("there is no cloud 'c' here, only 'a', 'b'", Assert.Single(Find("c").Findings).Message);
        Assert.Equal("name one of the clouds: 'a', 'b'", Assert.Single(Find(null).Findings).Message);
    }

    [Theory]
    [InlineData("clouds: [1, 2]")]
    [InlineData("- password: hush")]
    [InlineData("clouds: {a: {auth: {password: hush, password: 'hush")]
    [InlineData("{\"clouds\": {\"a\": hush")]
    public void A_broken_file_is_a_finding_that_quotes_nothing(string text)
    {
        Write(first, "clouds.yaml", text);

        Checked<CloudSettings> found = Find("a");

        Assert.NotEmpty(found.Findings);
        Assert.Null(found.OrNull);
        Assert.DoesNotContain(found.Findings, finding => finding.ToString().Contains("hush", StringComparison.Ordinal));
    }

    private static string Cloud(string name, string url) =>
        $"clouds:\n  {name}:\n    auth:\n      auth_url: {url}\n      username: u\n      password: hush\n      project_name: p\n";

    private static void Write(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private Checked<CloudSettings> Find(string? cloud, params (string Name, string Value)[] variables) => SettingsSearch.Find(
        cloud,
        new Surroundings(variables.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), [first, second]));
}
