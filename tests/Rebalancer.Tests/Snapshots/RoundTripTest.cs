using System.Reflection;
using System.Text;
using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Snapshots;
using Rebalancer.Snapshots.Shapes;
using Rebalancer.Snapshots.Tables;

namespace Rebalancer.Tests.Snapshots;

public class RoundTripTest
{
    [Fact]
    public void A_cluster_survives_writing_and_reading_in_every_property()
    {
        foreach (Cluster cluster in new[] { RichParts.Cluster, RichParts.Bare })
        {
            byte[] written = ClusterJson.ToUtf8(cluster);
            Cluster read = ClusterJson.Read(written).OrThrow();
            Assert.Equal(Structure.Describe(cluster.ToParts()), Structure.Describe(read.ToParts()));
            Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(ClusterJson.ToUtf8(read)));
        }
    }

    [Fact]
    public void A_plan_survives_writing_and_reading_in_every_property()
    {
        foreach (Plan plan in new[] { RichPlan.Plan, RichPlan.Bare })
        {
            byte[] written = PlanJson.ToUtf8(plan);
            Checked<Plan> read = PlanJson.Read(written);
            Assert.Empty(read.Findings);
            Assert.Equal(Structure.Describe(plan), Structure.Describe(read.OrThrow()));
            Assert.Equal(written, PlanJson.ToUtf8(read.OrThrow()));
        }
    }

    [Fact]
    public void A_goal_survives_writing_and_reading_in_every_property()
    {
        foreach (Goal goal in RichGoals.Full.Concat(RichGoals.Bare))
        {
            byte[] written = GoalJson.ToUtf8(goal);
            Checked<Goal> read = GoalJson.Read(written);
            Assert.Empty(read.Findings);
            Assert.Equal(Structure.Describe(goal), Structure.Describe(read.OrThrow()));
            Assert.Equal(written, GoalJson.ToUtf8(read.OrThrow()));
        }
    }

    /// <summary>
    /// A reader or writer that forgets a property gives it one value always. So if every property has two values somewhere in
    /// the samples, the tests above cannot pass without it.
    /// </summary>
    [Fact]
    public void The_samples_give_every_property_of_the_model_two_values()
    {
        var variety = Structure.Variety(RichParts.Parts, new ClusterParts(), RichPlan.Plan, RichPlan.Bare, RichGoals.Full, RichGoals.Bare);
        IEnumerable<string> same = variety.Where(pair => pair.Value.Count < 2).Select(pair => $"{pair.Key.Type.Name}.{pair.Key.Property}");
        Assert.Empty(same);
    }

    [Fact]
    public void Every_kind_of_step_and_goal_has_a_word()
    {
        static IEnumerable<Type> KindsOf(Type type) => type.Assembly.GetTypes().Where(candidate => candidate.IsSubclassOf(type));
        Assert.Equivalent(KindsOf(typeof(PlanStep)), PlanTables.AnyStep.Kinds, strict: true);
        Assert.Equivalent(KindsOf(typeof(Goal)), GoalTables.Goal.Kinds, strict: true);
        Assert.Equivalent(KindsOf(typeof(Goal)).Except([typeof(GoalList), typeof(WaveGoal)]), GoalTables.Single.Kinds, strict: true);
    }

    [Fact]
    public void Every_member_of_an_enum_has_a_word()
    {
        foreach (FieldInfo field in typeof(Words).GetFields())
        {
            object shape = field.GetValue(null)!;
            Type type = shape.GetType().GetGenericArguments()[0];
            var values = (System.Collections.IEnumerable)shape.GetType().GetProperty(nameof(WordShape<Severity>.Values))!.GetValue(shape)!;
            Assert.Equivalent(Enum.GetValues(type).Cast<object>(), values.Cast<object>(), strict: true);
        }
    }

    [Fact]
    public void The_text_is_indented_with_line_feeds_and_small_values_on_one_line()
    {
        string text = Encoding.UTF8.GetString(ClusterJson.ToUtf8(RichParts.Cluster));
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Contains("\n      \"hypervisorVersion\": {\"value\":8002002,\"source\":\"read\"},\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_are_written_sorted_whatever_order_they_were_made_in()
    {
        static byte[] WithTraits(params string[] traits) => ClusterJson.ToUtf8(Cluster.Build(new ClusterParts
        {
            Hosts = [new Host { Name = new("a"), Service = new ComputeService(), Traits = [.. traits] }],
        }).OrThrow());
        Assert.Equal(WithTraits("A", "B", "a"), WithTraits("a", "B", "A"));
    }

    [Fact]
    public void The_digest_is_that_of_the_written_bytes()
    {
        string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(ClusterJson.ToUtf8(RichParts.Cluster)));
        Assert.Equal(expected, ClusterJson.Digest(RichParts.Cluster));
    }

    [Fact]
    public void A_byte_order_mark_and_a_schema_reference_are_read_over()
    {
        byte[] text = [0xEF, 0xBB, 0xBF, .. """{"$schema":"x","version":1,"hosts":[],"instances":[],"format":"rebalancer/cluster"}"""u8];
        Assert.Empty(ClusterJson.Read(text).Findings);
    }
}
