using System.Diagnostics;
using System.Text;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Snapshots;

namespace Rebalancer.Tests.Snapshots;

/// <summary>Nothing that comes in as bytes makes an exception, takes long or fills the memory.</summary>
public class HostileInputTest
{
    private const int Size = 100_000_000;

    public static TheoryData<string, string, string> Junk => new()
    {
        { "open lists", "", "[" },
        { "open objects", "", "{\"a\":" },
        { "spaces", "", " " },
        { "zeros", "", "\0" },
        { "an endless text", "\"", "x" },
        { "an endless number", "", "9" },
        { "unknown fields", "{\"format\":\"rebalancer/cluster\",\"version\":1", ",\"x\":1" },
        { "wrong hosts", "{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[1", ",1" },
        { "empty hosts", "{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[{}", ",{}" },
        { "hosts in an unknown field", "{\"format\":\"rebalancer/cluster\",\"version\":1,\"x\":[1", ",1" },
        { "an endless host name", "{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[{\"name\":\"", "x" },
        { "traits", "{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[{\"traits\":[\"\"", ",\"\"" },
        { "the widest CPU range again and again", "{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[{\"cpuSharedSet\":{\"value\":\"0", ",0-65535" },
        { "empty instances", "{\"format\":\"rebalancer/cluster\",\"version\":1,\"instances\":[{\"id\":\"\",\"host\":\"\",\"flavor\":{}}", ",{}" },
    };

    [Theory]
    [MemberData(nameof(Junk))]
    public void A_hundred_megabytes_of_junk_are_answered_within_seconds_and_bounded_memory(string name, string start, string again)
    {
        byte[] junk = Repeat(start, again);
        AssertAnswered(name, junk);
    }

    [Fact]
    public void Many_wide_CPU_sets_are_answered_within_seconds_and_bounded_memory()
    {
        StringBuilder text = new("{\"format\":\"rebalancer/cluster\",\"version\":1,\"hosts\":[{\"topology\":{\"value\":{\"cells\":[{\"siblings\":[\"0\"");
        for (int i = 0; i < 1_000_000; i++)
        {
            text.Append(",\"").Append(i % 60_000).Append(",65535,").Append(i / 60_000).Append('"');
        }

        AssertAnswered("CPU sets", Encoding.UTF8.GetBytes(text.ToString()));
    }

    [Fact]
    public void Every_beginning_of_a_document_gives_findings_and_no_exception()
    {
        byte[] cluster = ClusterJson.ToUtf8(RichParts.Cluster);
        byte[] plan = PlanJson.ToUtf8(RichPlan.Plan);

        // The last two bytes are the closing brace and a line feed, which may be missing.
        for (int length = 0; length < cluster.Length - 1; length++)
        {
            Assert.Null(ClusterJson.Read(cluster.AsMemory(0, length)).OrNull);
        }

        for (int length = 0; length < plan.Length - 1; length++)
        {
            Assert.Null(PlanJson.Read(plan.AsMemory(0, length)).OrNull);
        }
    }

    [Fact]
    public void Changed_bytes_give_a_value_that_can_be_written_or_findings()
    {
        Random random = new(20_260_301);
        byte[] cluster = ClusterJson.ToUtf8(RichParts.Cluster);
        byte[] plan = PlanJson.ToUtf8(RichPlan.Plan);
        int read = 0;
        for (int i = 0; i < 5_000; i++)
        {
            Checked<Cluster> changed = ClusterJson.Read(Mutated(cluster, random));
            if (changed.TryGet(out Cluster? known))
            {
                read++;
                byte[] again = ClusterJson.ToUtf8(known);
                Assert.Equal(again, ClusterJson.ToUtf8(ClusterJson.Read(again).OrThrow()));
            }
            else
            {
                Assert.Contains(changed.Findings, finding => finding.Severity == Severity.Error);
            }

            Checked<Plan> changedPlan = PlanJson.Read(Mutated(plan, random));
            if (changedPlan.TryGet(out Plan? knownPlan))
            {
                Assert.NotNull(PlanJson.Read(PlanJson.ToUtf8(knownPlan)).OrNull);
            }
        }

        Assert.InRange(read, 100, 4_900);
    }

    [Fact]
    public void A_document_above_the_limit_is_refused_unread()
    {
        byte[] large = GC.AllocateUninitializedArray<byte>((512 * 1024 * 1024) + 1);
        Assert.Equal("json.too-large", Assert.Single(ClusterJson.Read(large).Findings).Code);
    }

    private static void AssertAnswered(string name, byte[] junk)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch watch = Stopwatch.StartNew();
        Checked<Cluster> read = ClusterJson.Read(junk);
        watch.Stop();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms, {allocated / 1_000_000} MB");
        Assert.Null(read.OrNull);
        Assert.InRange(read.Findings.Length, 1, 2_003);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{name} took {watch.Elapsed}");
        Assert.True(allocated < 600_000_000, $"{name} allocated {allocated} bytes");
    }

    private static byte[] Repeat(string start, string again)
    {
        byte[] bytes = new byte[Size];
        int count = Encoding.UTF8.GetBytes(start, bytes);
        byte[] piece = Encoding.UTF8.GetBytes(again);
        while (count + piece.Length <= bytes.Length)
        {
            piece.CopyTo(bytes, count);
            count += piece.Length;
        }

        return bytes[..count];
    }

    private static byte[] Mutated(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)"0123456789\"{}[],:- atx\\"[random.Next(23)];
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[(at + 1)..]];
                    break;
                default:
                    int from = random.Next(bytes.Length - 20);
                    bytes = [.. bytes[..at], .. bytes[from..(from + 20)], .. bytes[at..]];
                    break;
            }
        }

        return bytes;
    }
}
