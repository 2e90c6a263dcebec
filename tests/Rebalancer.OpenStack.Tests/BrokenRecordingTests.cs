using System.Text;
using Rebalancer.Findings;
using Rebalancer.Model;

namespace Rebalancer.OpenStack.Tests;

public sealed class BrokenRecordingTests : IDisposable
{
    private const string Servers = "compute-servers-detail-all-tenants-True-limit-1000-2.93.json";
    private const string Services = "compute-os-services-binary-nova-compute-2.93.json";
    private const string Groups = "compute-os-server-groups-all-projects-True-2.93.json";
    private const string Ports = "network-v2-0-ports.json";
    private const string Image = "image-v2-images-67cf7feb-7fbb-4890-93f3-4a195996fd3d.json";

    private readonly RecordedCopy copy = new("recorded");

    public void Dispose() => copy.Dispose();

    [Fact]
    public void The_copy_is_sound_before_it_is_broken() => Assert.NotNull(RecordedCloud.Read(copy.Folder).OrNull);

    [Fact]
    public void A_truncated_file_is_named_with_the_line_where_it_ends()
    {
        byte[] whole = File.ReadAllBytes(At(Servers));
        File.WriteAllBytes(At(Servers), whole[..(whole.Length / 2)]);
        Finding finding = Error("answers.not-json", Servers);
        Assert.Equal(Encoding.UTF8.GetString(whole[..(whole.Length / 2)]).Split('\n').Length, finding.Line);
    }

    [Fact]
    public void Every_truncation_of_every_kind_of_file_is_a_finding_and_never_an_exception()
    {
        foreach (string file in (string[])["index.json", Servers, Services, Groups, Image])
        {
            byte[] whole = File.ReadAllBytes(At(file));
            for (int part = 0; part < 4; part++)
            {
                File.WriteAllBytes(At(file), whole[..(whole.Length * part / 4)]);
                Assert.Null(RecordedCloud.Read(copy.Folder).OrNull);
            }

            File.WriteAllBytes(At(file), whole);
        }
    }

    [Fact]
    public void HTML_instead_of_JSON_is_called_by_its_name()
    {
        File.WriteAllText(At(Services), "<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>");
        Assert.Contains("HTML", Error("answers.not-json", Services).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"request\":1,\"status\":200,\"body\":{}}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("\"\\ud800")]
    public void Junk_in_place_of_an_answer_is_an_error_in_that_file(string junk)
    {
        File.WriteAllText(At(Services), junk);
        Assert.Contains(RecordedCloud.Read(copy.Folder).Findings, finding => finding is { Severity: Severity.Error, File: Services });
    }

    [Theory]
    [InlineData("[]", "answers.missing")]
    [InlineData("{}", "recorded.malformed")]
    [InlineData("[1, null, {\"file\": 3}]", "recorded.malformed")]
    [InlineData("[{\"file\":\"../secret.json\",\"service\":\"compute\",\"path\":\"/os-services\"}]", "recorded.malformed")]
    [InlineData("[{\"file\":\"absent.json\",\"service\":\"compute\",\"path\":\"/os-services\"}]", "recorded.no-file")]
    public void A_bad_index_is_an_error(string index, string code)
    {
        File.WriteAllText(At("index.json"), index);
        Assert.Contains(RecordedCloud.Read(copy.Folder).Findings, finding => finding.Severity == Severity.Error && finding.Code == code);
    }

    [Fact]
    public void A_directory_without_an_index_is_an_error()
    {
        Assert.Equal("recorded.no-file", RecordedCloud.Read(copy.At("absent")).Findings[0].Code);
    }

    [Fact]
    public void A_file_that_the_index_names_and_nobody_has_is_an_error()
    {
        File.Delete(At(Groups));
        Error("recorded.no-file", Groups);
    }

    [Fact]
    public void Deep_nesting_is_an_error_with_a_line()
    {
        File.WriteAllText(At(Groups), new string('[', 100_000));
        Assert.Equal(1, Error("answers.not-json", Groups).Line);
    }

    [Fact]
    public void A_file_of_100_MB_is_refused_unread()
    {
        using (FileStream file = File.OpenWrite(At(Groups)))
        {
            file.SetLength(100_000_000);
        }

        Error("recorded.too-large", Groups);
    }

    [Fact]
    public void Every_malformed_part_is_found_at_once_with_its_path()
    {
        copy.Replace(Services, "\"host\": \"compute5\"", "\"host\": 5");
        copy.Replace(Services, "\"id\": \"c8c5b61c", "\"identity\": \"c8c5b61c");
        copy.Replace(Groups, "\"policy\": \"soft-anti-affinity\"", "\"policy\": \"sideways\"");
        var errors = RecordedCloud.Read(copy.Folder).Findings.Where(finding => finding.Severity == Severity.Error).Select(finding => (finding.File, finding.Path)).ToList();
        Assert.Contains((Services, "$.body.services[0].host"), errors);
        Assert.Contains((Services, "$.body.services[7]"), errors);
        Assert.Contains((Groups, "$.body.server_groups[2].policy"), errors);
    }

    [Theory]
    [InlineData("\"host\": \"compute5\"", "\"host\": 5", "a text")]
    [InlineData("\"host\": \"compute5\"", "\"host\": null", "null")]
    [InlineData("\"forced_down\": false", "\"forced_down\": \"no\"", "true or false")]
    public void What_should_stand_in_place_of_a_wrong_type_is_told(string sound, string broken, string wanted)
    {
        string text = File.ReadAllText(At(Services));
        int at = text.IndexOf(sound, StringComparison.Ordinal);
        File.WriteAllText(At(Services), text[..at] + broken + text[(at + sound.Length)..]);
        Assert.Contains(wanted, Error("answers.malformed", Services).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_member_is_named()
    {
        copy.Replace(Services, "\"host\": \"compute5\",", "");
        Assert.Contains("'host'", Error("answers.malformed", Services).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"total\": 32", "\"total\": 99999999999999999999")]
    [InlineData("\"total\": 32", "\"total\": -1")]
    [InlineData("\"allocation_ratio\": 16.0", "\"allocation_ratio\": 1e999")]
    [InlineData("\"allocation_ratio\": 16.0", "\"allocation_ratio\": 0")]
    [InlineData("\"max_unit\": 32", "\"max_unit\": \"many\"")]
    public void Impossible_inventories_are_errors(string sound, string broken)
    {
        const string Inventories = "placement-resource-providers-31e6e13a-5859-4167-8685-8b1a62a3a5d4-inventories-1.39.json";
        copy.Replace(Inventories, sound, broken);
        Error("answers.malformed", Inventories);
    }

    [Fact]
    public void A_refused_list_is_an_error_that_says_what_Nova_said()
    {
        File.WriteAllText(At(Groups), """
            {"request":{"service":"compute","method":"GET","path":"/os-server-groups?all_projects=True","microversion":"2.93"},
             "status":403,"body":{"forbidden":{"code":403,"message":"Policy doesn't allow it"}}}
            """);
        Finding finding = Error("answers.failed", Groups);
        Assert.Contains("403", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Policy", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_is_gone_leaves_its_properties_unknown()
    {
        File.WriteAllText(At(Image), """
            {"request":{"service":"image","method":"GET","path":"/v2/images/67cf7feb-7fbb-4890-93f3-4a195996fd3d","microversion":null},"status":404,"body":null}
            """);
        Checked<Cluster> outcome = RecordedCloud.Read(copy.Folder);
        Assert.All(outcome.OrThrow().Instances, instance => Assert.False(instance.Image.Properties.IsKnown));
        Assert.Contains(outcome.Findings, finding => finding is { Code: "answers.failed", File: Image, Severity: Severity.Warning });
    }

    [Theory]
    [InlineData(Groups, "answers.missing")]
    [InlineData(Servers, "answers.missing")]
    [InlineData(Services, "answers.missing")]
    public void An_essential_answer_that_was_never_asked_for_is_an_error(string file, string code)
    {
        Forget(file);
        Assert.Contains(RecordedCloud.Read(copy.Folder).Findings, finding => finding.Severity == Severity.Error && finding.Code == code);
    }

    [Fact]
    public void Ports_that_were_never_asked_for_are_unknown()
    {
        Forget(Ports);
        Assert.All(RecordedCloud.Read(copy.Folder).OrThrow().Instances, instance => Assert.False(instance.Ports.IsKnown));
    }

    [Fact]
    public void An_answer_to_another_request_than_the_index_says_is_a_contradiction()
    {
        string services = File.ReadAllText(At(Services));
        File.WriteAllText(At(Groups), services);
        Error("recorded.contradiction", "index.json");
    }

    private string At(string file) => copy.At(file);

    private Finding Error(string code, string file)
    {
        Checked<Cluster> outcome = RecordedCloud.Read(copy.Folder);
        Assert.Null(outcome.OrNull);
        return Assert.Single(outcome.Findings, finding => finding.Severity == Severity.Error && finding.Code == code && finding.File == file);
    }

    private void Forget(string file)
    {
        string index = File.ReadAllText(At("index.json"));
        int name = index.IndexOf(file, StringComparison.Ordinal);
        int start = index.LastIndexOf('{', name);
        int end = index.IndexOf('}', name) + 1;
        end = index[end] == ',' ? end + 1 : end;
        File.WriteAllText(At("index.json"), index[..start] + index[end..]);
    }
}
