using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Snapshots;
using Rebalancer.Snapshots.Tables;

namespace Rebalancer.Tests.Snapshots;

public class SchemaTest
{
    public static TheoryData<string, string> Schemas => new()
    {
        { "cluster", ClusterJson.Schema },
        { "goal", GoalJson.Schema },
        { "plan", PlanJson.Schema },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void The_schema_in_the_repository_is_what_the_library_writes(string name, string schema)
    {
        string path = Repository.PathOf("src", "Rebalancer", "Snapshots", "Schemas", $"{name}.schema.json");

        // The way to write the files anew after a change of the tables: run the tests once with this variable.
        if (Environment.GetEnvironmentVariable("REBALANCER_WRITE_SCHEMAS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, schema);
        }

        Assert.Equal(File.ReadAllText(path, Encoding.UTF8), schema);
    }

    [Fact]
    public void What_the_library_writes_satisfies_the_schemas()
    {
        Assert.Empty(Violations(ClusterJson.Schema, ClusterJson.ToUtf8(RichParts.Cluster)));
        Assert.Empty(Violations(ClusterJson.Schema, ClusterJson.ToUtf8(RichParts.Bare)));
        Assert.All(RichGoals.Full.Concat(RichGoals.Bare), goal => Assert.Empty(Violations(GoalJson.Schema, GoalJson.ToUtf8(goal))));
        Assert.Empty(Violations(PlanJson.Schema, PlanJson.ToUtf8(RichPlan.Plan)));
        Assert.Empty(Violations(PlanJson.Schema, PlanJson.ToUtf8(RichPlan.Bare)));
    }

    [Fact]
    public void Every_field_that_is_written_stands_in_the_schema()
    {
        Assert.Empty(SchemaCheck.UnknownFields(JsonNode.Parse(ClusterJson.Schema)!, JsonNode.Parse(ClusterJson.ToUtf8(RichParts.Cluster))));
        Assert.All(RichGoals.Full, goal => Assert.Empty(SchemaCheck.UnknownFields(JsonNode.Parse(GoalJson.Schema)!, JsonNode.Parse(GoalJson.ToUtf8(goal)))));
        Assert.Empty(SchemaCheck.UnknownFields(JsonNode.Parse(PlanJson.Schema)!, JsonNode.Parse(PlanJson.ToUtf8(RichPlan.Plan))));
    }

    /// <summary>One value at a time is dropped or replaced; the reader refuses by shape exactly what the schema refuses.</summary>
    [Fact]
    public void Reader_and_schema_refuse_the_same_plans() => RefuseTheSame(
        PlanJson.ToUtf8(RichPlan.Plan), PlanJson.Schema, bytes => PlanTables.Document.Read(bytes, null).HasErrors);

    /// <inheritdoc cref="Reader_and_schema_refuse_the_same_plans"/>
    [Fact]
    public void Reader_and_schema_refuse_the_same_clusters() => RefuseTheSame(
        ClusterJson.ToUtf8(RichParts.Cluster), ClusterJson.Schema, bytes => ClusterTables.Document.Read(bytes, null).HasErrors);

    /// <summary>How fields must agree with each other is beyond a schema.</summary>
    [Fact]
    public void Reader_and_schema_refuse_the_same_goals()
    {
        foreach (Goal goal in RichGoals.Full)
        {
            RefuseTheSame(
                GoalJson.ToUtf8(goal),
                GoalJson.Schema,
                bytes => GoalTables.Document.Read(bytes, null).Findings.Any(finding => finding is { Severity: Severity.Error, Code: not "json.disagrees" }),
                leastRefused: 200);
        }
    }

    private static void RefuseTheSame(byte[] original, string schema, Func<byte[], bool> isRefused, int leastRefused = 500)
    {
        JsonNode parsedSchema = JsonNode.Parse(schema)!;
        JsonNode?[] replacements = [null, "text", "", 1, -1, 0.5, 1e300, true, new JsonArray(), new JsonObject()];
        int refused = 0;
        foreach (string path in SchemaCheck.Paths(JsonNode.Parse(original)!))
        {
            foreach (JsonNode? replacement in replacements)
            {
                JsonNode document = JsonNode.Parse(original)!;
                SchemaCheck.Replace(document, path, replacement?.DeepClone());
                byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(document);
                bool isRead = !isRefused(bytes);
                bool isValid = SchemaCheck.Violations(parsedSchema, document).Count == 0;
                Assert.True(isRead == isValid, $"{path} = {replacement?.ToJsonString() ?? "null"}: read {isRead}, schema {isValid}");
                refused += isRead ? 0 : 1;
            }
        }

        Assert.True(refused > leastRefused, $"only {refused} documents were refused");
    }

    private static List<string> Violations(string schema, byte[] document) =>
        SchemaCheck.Violations(JsonNode.Parse(schema)!, JsonNode.Parse(document));
}
