using System.Text;
using Rebalancer.Findings;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.OpenStack.Tests;

public class FactsFileTests
{
    private const string Header = "format: rebalancer/facts\nversion: 1\n";

    [Fact]
    public void A_file_with_nothing_but_its_header_is_sound() => Assert.Empty(Read(Header).Findings);

    [Theory]
    [InlineData("recorded")]
    [InlineData("recorded-numa")]
    public void The_files_of_the_recorded_clouds_are_sound(string name)
    {
        Assert.Empty(FactsFile.Read(File.ReadAllBytes(Path.Combine(Fixture.Folder(name), "facts.yaml"))).Findings);
    }

    [Fact]
    public void Unknown_keys_wrong_types_and_bad_values_are_all_found_at_once_with_path_and_line()
    {
        const string Text = Header + """
            cloud:
              enabledFilter: [ComputeFilter]
              packingHostNumaCellsAllocationStrategy: yes
              releases: { nova: 25 }
            hosts:
              - name: compute1
                cpuSharedSet: 0-3,9-5
                migration: { maxConcurrentLive: zero }
              - cell: cell1
                pci: [{ vendorId: 80867, productId: "0a54" }]
                rack: r1
            instances: { name: web }
            images:
              - id: i
                properties: [a]
            """;
        Checked<FactsFile> outcome = Read(Text);
        Assert.Null(outcome.OrNull);
        Assert.Equal(
            [
                ("facts.unknown-key", "$.cloud.enabledFilter", 4),
                ("facts.wrong-type", "$.cloud.packingHostNumaCellsAllocationStrategy", 5),
                ("facts.bad-value", "$.cloud.releases.nova", 6),
                ("facts.bad-value", "$.hosts[0].cpuSharedSet", 9),
                ("facts.wrong-type", "$.hosts[0].migration.maxConcurrentLive", 10),
                ("facts.bad-value", "$.hosts[1].pci[0].vendorId", 12),
                ("facts.unknown-key", "$.hosts[1].rack", 13),
                ("facts.missing-key", "$.hosts[1]", 11),
                ("facts.wrong-type", "$.instances", 14),
                ("facts.wrong-type", "$.images[0].properties", 17),
            ],
            outcome.Findings.Select(finding => (finding.Code, finding.Path, finding.Line!.Value)));
        Assert.All(outcome.Findings, finding => Assert.Equal((Severity.Error, "f.yaml"), (finding.Severity, finding.File)));
    }

    [Theory]
    [InlineData("version: 2")]
    [InlineData("version: one")]
    public void An_unknown_version_is_refused(string version)
    {
        Assert.Equal("facts.unknown-format", Assert.Single(Read("format: rebalancer/facts\n" + version).Findings).Code);
    }

    [Fact]
    public void A_file_of_another_format_is_refused()
    {
        Assert.Contains(Read("format: something/else\nversion: 1").Findings, finding => finding is { Code: "facts.unknown-format", Path: "$.format", Line: 1 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("just a text")]
    [InlineData("- a\n- b")]
    [InlineData("[1, 2]")]
    [InlineData("42")]
    public void A_file_that_is_no_map_is_an_error(string text) => Assert.Null(Read(text).OrNull);

    [Theory]
    [InlineData("hosts: [", 3)]
    [InlineData("hosts:\n  - name: a\n bad: indent", 5)]
    [InlineData("cloud: *nowhere", 3)]
    [InlineData("hosts: []\n---\nformat: x", 4)]
    [InlineData("? [a, b]\n: c", 3)]
    [InlineData("hosts: \"open", 3)]
    [InlineData("hosts: @x", 3)]
    public void What_is_no_YAML_is_an_error_with_a_line(string rest, int line)
    {
        Finding finding = Assert.Single(Read(Header + rest).Findings);
        Assert.Equal("facts.not-readable", finding.Code);
        Assert.InRange(finding.Line!.Value, line, line + 1);
    }

    [Fact]
    public void A_key_that_stands_twice_is_an_error()
    {
        Assert.Equal(("facts.duplicate-key", 4), Single(Header + "cloud: {}\ncloud: {}"));
        Assert.Equal(("facts.duplicate-key", 1), Single("{\"format\": \"rebalancer/facts\", \"version\": 1, \"version\": 1}"));
    }

    [Fact]
    public void Aliases_are_followed()
    {
        FactsFile facts = Read(Header + "hosts:\n  - name: a\n    numa: &cells [{ id: 0, cpus: 0-3, memoryMiB: 1 }]\n  - name: b\n    numa: *cells").OrThrow();
        Assert.Equal(4, facts.Hosts[1].Facts.Topology.Value.Cells[0].Cpus.Count);
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused_in_no_time()
    {
        StringBuilder bomb = new(Header);
        bomb.Append("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Contains("aliases", Assert.Single(Read(bomb.ToString()).Findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Deep_nesting_is_refused(char opening)
    {
        Assert.Equal("facts.not-readable", Assert.Single(Read(new string(opening, 100_000)).Findings).Code);
        Assert.Equal("facts.not-readable", Assert.Single(Read("a: " + new string(opening, 100_000)).Findings).Code);
    }

    [Fact]
    public void A_file_beyond_the_size_limit_is_refused_unread()
    {
        Assert.Contains("bytes", Assert.Single(FactsFile.Read(new byte[FactsTree.MaxBytes + 1]).Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_an_error()
    {
        Assert.Equal("facts.not-readable", Assert.Single(FactsFile.Read(new byte[] { (byte)'a', 0xff, 0xfe }).Findings).Code);
        Assert.Equal("facts.not-readable", Assert.Single(FactsFile.Read("{\"a\": \"\xff\"}"u8.ToArray().Select(b => b == 0xc3 ? (byte)0xff : b).ToArray()).Findings).Code);
    }

    [Fact]
    public void Numbers_without_quotes_may_stand_for_texts_in_YAML_and_not_in_JSON()
    {
        Assert.Empty(Read(Header + "hosts: [{ name: a, cpuSharedSet: 4, pci: [{ vendorId: 8086, productId: 1572 }], labels: { power: 400 } }]").Findings);
        Assert.Equal("facts.wrong-type", Single("{\"format\": \"rebalancer/facts\", \"version\": 1, \"hosts\": [{\"name\": \"a\", \"cpuSharedSet\": 4}]}").Code);
    }

    [Fact]
    public void JSON_gives_the_same_facts_as_YAML_with_lines_too()
    {
        Checked<FactsFile> json = Read("{\n \"format\": \"rebalancer/facts\",\n \"version\": 1,\n \"hosts\": [\n  {\"name\": \"a\",\n   \"cpuSharedSet\": null,\n   \"cell\": \"c\"}]}");
        FactsFile yaml = Read(Header + "hosts: [{ name: a, cpuSharedSet: null, cell: c }]").OrThrow();
        Assert.Equal((yaml.Hosts[0].Facts.Cell, yaml.Hosts[0].Facts.CpuSharedSet), (json.OrThrow().Hosts[0].Facts.Cell, json.OrThrow().Hosts[0].Facts.CpuSharedSet));
        Checked<FactsFile> bad = Read("{\n \"format\": \"rebalancer/facts\",\n \"version\": 1,\n \"hosts\": [\n  {\"name\": \"a\",\n   \"cells\": null}]}");
        Assert.Equal(6, Assert.Single(bad.Findings).Line);
    }

    [Theory]
    [InlineData("compute?", "compute1", true)]
    [InlineData("compute?", "compute12", false)]
    [InlineData("*", "anything", true)]
    [InlineData("rack-*-db", "rack-7-db", true)]
    [InlineData("rack-*-db", "rack-7-web", false)]
    [InlineData("Compute1", "compute1", false)]
    [InlineData("compute.1", "compute11", false)]
    public void Globs_match_whole_names_and_heed_case(string glob, string name, bool matches)
    {
        Assert.Equal(matches, new Selector([], [glob], [], []).Matches("", name, "", []));
    }

    [Fact]
    public void Later_entries_lie_over_earlier_ones_key_by_key()
    {
        FactsFile facts = Read(Header + """
            hosts:
              - name: "*"
                cell: cell1
                cpuSharedSet: 0-3
                labels: { rack: r1, power: a }
                migration: { bandwidthMbps: 10000, postCopy: true }
                novaConf: { libvirt: { cpu_mode: custom, live_migration_parallel_connections: 4, live_migration_permit_post_copy: false } }
              - name: [a, b]
                cpuSharedSet: null
                labels: { rack: r2 }
                migration: { bandwidthMbps: 25000 }
                novaConf: { libvirt: { live_migration_parallel_connections: 2 }, DEFAULT: { instances_path: /x } }
            """).OrThrow();
        HostFacts host = facts.Hosts[1].Facts.Over(facts.Hosts[0].Facts);
        Assert.Equal("cell1", host.Cell.Value);
        Assert.True(host.CpuSharedSet.IsKnown);
        Assert.Null(host.CpuSharedSet.Value);
        Assert.Equal(["power=a", "rack=r2"], host.Labels.Select(label => $"{label.Key}={label.Value}"));
        Assert.Equal((25_000L, true), (host.Migration.BandwidthMbps.Value, host.Migration.PostCopy.Value));
        Assert.Equal(
            ["DEFAULT instances_path=/x", "libvirt cpu_mode=custom", "libvirt live_migration_parallel_connections=2", "libvirt live_migration_permit_post_copy=false"],
            host.NovaConf.Select(option => $"{option.Section} {option.Name}={option.Value}"));
    }

    [Theory]
    [InlineData("libvirt", "4", "true", 4, true)]
    [InlineData("libvirt", "lots", "perhaps", null, null)]
    [InlineData("notifications", "4", "true", null, null)]
    public void Options_of_nova_conf_are_facts_of_migration_only_where_Nova_looks(string section, string connections, string postCopy, int? parallel, bool? isPostCopy)
    {
        HostFacts host = Read(Header + $$"""
            hosts:
              - name: a
                novaConf: { {{section}}: { live_migration_parallel_connections: {{connections}}, live_migration_permit_post_copy: {{postCopy}} } }
            """).OrThrow().Hosts.Single().Facts;
        Assert.Equal(parallel, host.Migration.ParallelConnections.TryGet(out int known) ? known : null);
        Assert.Equal(isPostCopy, host.Migration.PostCopy.TryGet(out bool flag) ? flag : null);
    }

    private static Checked<FactsFile> Read(string text) => FactsFile.Read(Encoding.UTF8.GetBytes(text), "f.yaml");

    private static (string Code, int? Line) Single(string text)
    {
        Finding finding = Assert.Single(Read(text).Findings);
        return (finding.Code, finding.Line);
    }
}
