using System.Globalization;
using System.Text;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Snapshots;

namespace Rebalancer.Tests.Snapshots;

/// <summary>What is wrong with a document is told all at once, with path, line and what is allowed.</summary>
public class FindingsTest
{
    private const string Head = "{\n\"format\":\"rebalancer/cluster\",\"version\":1,\n";

    [Fact]
    public void Every_mistake_is_found_at_its_path_and_line()
    {
        Checked<Cluster> read = Read(
            """
            {
              "format": "rebalancer/cluster",
              "version": 1,
              "hosts": [
                {"name": "a", "service": {"isUp": 1}},
                {"name": "a", "servise": {}, "inventories": [
                  {"resourceClass": "VCPU", "total": 0},
                  {"resourceClass": "VCPU", "total": 4, "reserved": 5}
                ]}
              ],
              "instances": [
                {"id": "i", "host": "a", "vmState": "activ",
                 "flavor": {"name": "f", "vcpus": 1.5, "memoryMiB": 1e999}, "id": "j"}
              ]
            }
            """);
        Assert.Equal(
        [
            "f.json:5: $.hosts[0].service.isUp: error json.type: true or false is needed here; found the number 1",
            "f.json:6: $.hosts[1].servise: warning json.unknown-field: the field 'servise' is not known and was passed over; did you mean 'service'?",
            "f.json:6: $.hosts[1]: error json.missing: the field 'service' is missing",
            "f.json:6: $.hosts[1].name: error cluster.duplicate-host: 'a' stands at $.hosts[0].name already",
            "f.json:7: $.hosts[1].inventories[0].total: error json.range: 0 is not within 1 to 2147483647",
            "f.json:8: $.hosts[1].inventories[1].resourceClass: error cluster.duplicate-inventory: 'VCPU' stands at $.hosts[1].inventories[0].resourceClass already",
            "f.json:8: $.hosts[1].inventories[1].reserved: error cluster.reserved-above-total: 5 of VCPU are reserved; there are 4",
            "f.json:12: $.instances[0].vmState: error json.word: 'activ' is none of active, building, paused, suspended, stopped, rescued, resized, soft-delete, deleted, error, shelved, shelved_offloaded",
            "f.json:13: $.instances[0].flavor.vcpus: error json.range: 1.5 is not a whole number from 1 to 65536",
            "f.json:13: $.instances[0].flavor.memoryMiB: error json.range: 1e999 is not a whole number from 1 to 2147483647",
            "f.json:13: $.instances[0].id: error json.duplicate-field: the field 'id' occurs twice",
        ],
            read.Findings.Select(finding => finding.ToString()));
        Assert.Null(read.OrNull);
    }

    [Fact]
    public void An_unknown_field_is_a_warning_that_names_the_known_ones()
    {
        Checked<Goal> read = GoalJson.Read("""{"format":"rebalancer/goal","version":1,"kind":"drain","hosts":["a"],"colour":1}"""u8.ToArray());
        Finding finding = Assert.Single(read.Findings);
        Assert.Equal(("json.unknown-field", Severity.Warning, "$.colour"), (finding.Code, finding.Severity, finding.Path));
        Assert.EndsWith("known fields are hosts, disablesFirst, enablesAfter, disabledReason, isUrgent, firstToLeave, limits", finding.Message, StringComparison.Ordinal);
        Assert.NotNull(read.OrNull);
    }

    [Theory]
    [InlineData(""" "kind":"empty","hosts":["a"]""", "$", "'kind' is 'empty', which is none of drain, evacuate, consolidate, spread, locality, waves, list")]
    [InlineData(""" "kind":"list","goals":[]""", "$.goals", "the list has 0 elements; at least 1 are needed")]
    [InlineData(""" "kind":"list","goals":[{"kind":"list","goals":[]}]""", "$.goals[0]", "'kind' is 'list', which is none of drain, evacuate, consolidate, spread, locality")]
    [InlineData(""" "kind":"list","goals":[{"kind":"waves","hosts":["a"]}]""", "$.goals[0]", "'kind' is 'waves', which is none of drain, evacuate, consolidate, spread, locality")]
    [InlineData(""" "kind":"list","goals":[{"kind":"spread"}],"weights":[1,2]""", "$", "there are 2 weights for 1 goals; one per goal is needed, or none")]
    [InlineData(""" "kind":"list","goals":[{"kind":"spread"},{"kind":"spread","limits":{"maxMoves":1}}]""", "$", "goal 2 of the list has limits of its own; they belong to the list")]
    [InlineData(""" "kind":"list","goals":[{"kind":"spread"}],"weights":[0]""", "$.weights[0]", "0 is not above 0 and at most 1000000")]
    [InlineData(""" "kind":"locality","wishes":[{"instances":["i"]}]""", "$.wishes[0]", "the wish names nothing to be near: hosts, racks, zones or others")]
    [InlineData(""" "kind":"locality","wishes":[{"instances":["i"],"zones":["z"],"weight":0}]""", "$.wishes[0].weight", "0 is not within 1 to 1000000")]
    [InlineData(""" "kind":"consolidate","weights":{"a":-1}""", "$.weights.a", "-1 is not within 0 to 1000000")]
    [InlineData(""" "kind":"spread","measures":[{"weight":2}]""", "$.measures[0]", "the field 'class' is missing")]
    [InlineData(""" "kind":"spread","across":"cell" """, "$.across", "'cell' is none of host, rack, zone")]
    [InlineData(""" "kind":"waves","hosts":["a"],"width":0""", "$.width", "0 is not within 1 to 2147483647")]
    [InlineData(""" "kind":"drain","hosts":["a"],"limits":{"windowSeconds":0}""", "$.limits.windowSeconds", "0 is not above 0 and at most 315360000")]
    public void A_goal_that_cannot_be_meant_is_one_finding_at_its_place(string goal, string path, string message)
    {
        Finding finding = Assert.Single(GoalJson.Read(Encoding.UTF8.GetBytes("""{"format":"rebalancer/goal","version":1,""" + goal + "}")).Findings);
        Assert.Equal((Severity.Error, path, message), (finding.Severity, finding.Path, finding.Message));
    }

    [Theory]
    [InlineData("""{"format":"rebalancer/cluster","version":2,"hosts":7}""", "json.version", "version 2 of rebalancer/cluster is not known; version 1 is supported")]
    [InlineData("""{"hosts":[],"instances":[],"version":1.0,"format":"rebalancer/cluster"}""", "json.version", "version 1.0 of rebalancer/cluster is not known; version 1 is supported")]
    [InlineData("""{"format":"rebalancer/cluster","version":"1"}""", "json.version", "the field 'version' must be a number; version 1 of rebalancer/cluster is supported")]
    [InlineData("""{"format":"rebalancer/plan","version":1}""", "json.format", "this is 'rebalancer/plan'; 'rebalancer/cluster' is needed here")]
    [InlineData("""{"version":1,"hosts":[]}""", "json.format", "the field 'format' must say 'rebalancer/cluster'")]
    [InlineData("[]", "json.type", "an object with \"format\": \"rebalancer/cluster\" is needed here; found a list")]
    public void Another_format_or_version_is_refused_and_nothing_else_is_said(string text, string code, string message)
    {
        Finding finding = Assert.Single(Read(text).Findings);
        Assert.Equal((Severity.Error, code, message), (finding.Severity, finding.Code, finding.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n ")]
    [InlineData("NaN")]
    [InlineData("{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[],\"instances\":[]} x")]
    [InlineData("{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[],\"instances\":[],}")]
    [InlineData("{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[],\"instances\":[]/* */}")]
    [InlineData("{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[NaN],\"instances\":[]}")]
    [InlineData("{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[Infinity],\"instances\":[]}")]
    public void What_is_not_JSON_is_one_finding(string text)
    {
        Finding finding = Assert.Single(Read(text).Findings);
        Assert.Equal("json.syntax", finding.Code);
        Assert.DoesNotContain("LineNumber", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_found_on_their_line()
    {
        byte[] text = Encoding.UTF8.GetBytes(Head + "\"hosts\":[],\n\"instances\":[]\n,\"x\":\"ü?\"}");
        text[Array.IndexOf(text, (byte)'?')] = 0xFF;
        Finding finding = Assert.Single(ClusterJson.Read(text).Findings);
        Assert.Equal(("json.utf8", 5), (finding.Code, finding.Line));
    }

    [Fact]
    public void An_escape_for_half_a_character_is_a_finding()
    {
        Checked<Cluster> read = Read(Head + """ "hosts":[{"name":"\ud800","service":{},"\udc00":1}],"instances":[]}""");
        Assert.Equal(["json.utf8", "json.utf8"], read.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void Messages_carry_no_control_characters_and_no_endless_text()
    {
        string name = "\\u001b[31m\\u202e" + new string('x', 5_000);
        Checked<Cluster> read = Read(Head + $$$""" "hosts":[{"name":"{{{name}}}","service":{},"{{{name}}}":1,"cpuMode":{"value":"{{{name}}}","source":"read"}}],"instances":[]}""");
        Assert.Equal(3, read.Findings.Length);
        Assert.All(read.Findings, finding =>
        {
            Assert.True(finding.ToString().Length < 900);
            Assert.DoesNotContain(finding.ToString(), c => char.IsControl(c) || c == '\u202e');
        });
    }

    [Fact]
    public void Beyond_a_thousand_errors_reading_stops()
    {
        Checked<Cluster> read = Read(Head + $"\"hosts\":[{string.Join(',', Enumerable.Repeat("1", 5_000))}],\"instances\":[]}}");
        Assert.Equal(1_001, read.Findings.Length);
        Assert.Equal("json.stopped", read.Findings[^1].Code);
    }

    [Fact]
    public void Beyond_a_thousand_warnings_the_others_are_counted()
    {
        string fields = string.Join(',', Enumerable.Range(0, 1_500).Select(i => $"\"x{i.ToString(CultureInfo.InvariantCulture)}\":0"));
        Checked<Cluster> read = Read(Head + "\"hosts\":[],\"instances\":[]," + fields + "}");
        Assert.NotNull(read.OrNull);
        Assert.Equal(1_001, read.Findings.Length);
        Assert.Equal("and 500 more warnings", read.Findings[^1].Message);
    }

    [Fact]
    public void An_error_after_many_warnings_is_still_told()
    {
        FindingList findings = new();
        for (int i = 0; i < 3_000; i++)
        {
            findings.Warn("x", "$", "warning");
        }

        findings.Error("y", "$", "error");
        Assert.Contains(findings.ToImmutable(), finding => finding is { Severity: Severity.Error, Message: "error" });
    }

    [Theory]
    [InlineData("2026-03-01T22:00:00", false)]
    [InlineData("2026-03-01", false)]
    [InlineData("22:00", false)]
    [InlineData("2026-03-01T22:00:00Z", true)]
    [InlineData("2026-03-01T22:00:00.5-11:30", true)]
    [InlineData("2026-13-01T22:00:00Z", false)]
    public void A_moment_needs_its_offset(string moment, bool isRead)
    {
        byte[] text = Encoding.UTF8.GetBytes($$$"""{"format":"rebalancer/goal","version":1,"kind":"drain","hosts":["a"],"limits":{"startsAt":"{{{moment}}}"}}""");
        Assert.Equal(isRead ? [] : ["json.moment"], GoalJson.Read(text).Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_finding()
    {
        string missing = Path.Combine(AppContext.BaseDirectory, "no-such-file.json");
        Assert.Equal("file.unreadable", Assert.Single(ClusterJson.ReadFile(missing).Findings).Code);
        Assert.Equal("file.unreadable", Assert.Single(PlanJson.ReadFile(AppContext.BaseDirectory).Findings).Code);
        Assert.Equal("file.unreadable", Assert.Single(GoalJson.ReadFile("").Findings).Code);
    }

    private static Checked<Cluster> Read(string text) => ClusterJson.Read(Encoding.UTF8.GetBytes(text), "f.json");
}
