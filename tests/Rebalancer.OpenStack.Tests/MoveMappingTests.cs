using Rebalancer.Findings;
using Rebalancer.Model;

namespace Rebalancer.OpenStack.Tests;

public class MoveMappingTests
{
    private const string Held = """{"resources": {"VCPU": 2, "MEMORY_MB": 4096}}""";

    private readonly TinyCloud cloud = new();

    [Fact]
    public void A_running_live_migration_holds_the_source_by_its_own_id_and_the_destination_by_the_servers()
    {
        cloud.SetServer("a", taskState: "\"migrating\"");
        cloud.SetMigration("live-migration", "running", "a", "b");
        cloud.SetAllocations("p-a", $$"""{"m": {{Held}} }""", 2, 4096);
        cloud.SetAllocations("p-b", $$"""{"i": {{Held}} }""", 2, 4096);
        Cluster cluster = Mapped();
        Assert.Equal(4096, cluster.Instances[0].Allocations[ResourceClass.MemoryMb]);
        MoveInFlight move = Assert.Single(cluster.MovesInFlight);
        Assert.Equal((InFlightKind.Live, "running", "a", "b"), (move.Kind, move.Status, move.Source.Value, move.Destination!.Value.Value));
        Assert.Equal(4096, move.OtherAllocations[ResourceClass.MemoryMb]);
        Assert.All(cluster.Hosts, host => Assert.Empty(host.OtherUsage));
    }

    [Fact]
    public void A_live_migration_without_a_destination_yet_holds_the_source_alone()
    {
        cloud.SetServer("a", taskState: "\"migrating\"");
        cloud.SetMigration("live-migration", "accepted", "a", "");
        MoveInFlight move = Assert.Single(Mapped().MovesInFlight);
        Assert.Null(move.Destination);
        Assert.Empty(move.OtherAllocations);
    }

    [Fact]
    public void A_cold_migration_awaiting_confirm_keeps_holding_the_source()
    {
        cloud.SetServer("b", vmState: "resized");
        cloud.SetMigration("migration", "finished", "a", "b");
        cloud.SetAllocations("p-a", $$"""{"m": {{Held}} }""", 2, 4096);
        cloud.SetAllocations("p-b", $$"""{"i": {{Held}} }""", 2, 4096);
        Cluster cluster = Mapped();
        Assert.True(cluster.MovesInFlight[0].AwaitsConfirm);
        Assert.Equal("b", cluster.Instances[0].Host.Value);
        Assert.Equal(2, cluster.MovesInFlight[0].OtherAllocations[ResourceClass.Vcpu]);
    }

    [Fact]
    public void A_done_evacuation_holds_the_dead_source_by_the_servers_id_until_the_source_returns()
    {
        cloud.SetServer("b");
        cloud.SetMigration("evacuation", "done", "a", "b");
        cloud.SetAllocations("p-a", $$"""{"i": {{Held}} }""", 2, 4096);
        cloud.SetAllocations("p-b", $$"""{"i": {{Held}} }""", 2, 4096);
        Cluster cluster = Mapped();
        Assert.Equal(InFlightKind.Evacuation, cluster.MovesInFlight[0].Kind);
        Assert.Equal(4096, cluster.MovesInFlight[0].OtherAllocations[ResourceClass.MemoryMb]);
        Assert.Empty(cluster.Host("a").OtherUsage);
    }

    [Fact]
    public void A_done_evacuation_that_gave_its_source_back_is_over()
    {
        cloud.SetServer("b");
        cloud.SetMigration("evacuation", "done", "a", "b");
        cloud.SetAllocations("p-a", "{}", 0, 0);
        cloud.SetAllocations("p-b", $$"""{"i": {{Held}} }""", 2, 4096);
        Assert.Empty(Mapped().MovesInFlight);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("confirmed")]
    [InlineData("reverted")]
    [InlineData("error")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public void An_ended_migration_is_not_in_flight_and_what_it_still_holds_is_other_usage(string status)
    {
        cloud.SetMigration("live-migration", status, "b", "a");
        cloud.SetAllocations("p-b", $$"""{"m": {{Held}} }""", 2, 4096);
        Checked<Cluster> outcome = cloud.Map();
        Assert.Empty(outcome.OrThrow().MovesInFlight);
        Assert.Equal(4096, outcome.OrThrow().Host("b").OtherUsage[ResourceClass.MemoryMb]);
        Assert.Contains(outcome.Findings, finding => finding.Code == "answers.leaked-allocation" && finding.Message.Contains(status, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("preparing")]
    [InlineData("running (post-copy)")]
    [InlineData("post-migrating")]
    public void Every_status_that_is_not_an_end_is_in_flight(string status)
    {
        cloud.SetServer("a", taskState: "\"migrating\"");
        cloud.SetMigration("live-migration", status, "a", "b");
        Assert.Equal(status, Assert.Single(Mapped().MovesInFlight).Status);
    }

    [Fact]
    public void Of_two_open_migrations_of_one_instance_the_newer_counts()
    {
        cloud.SetServer("a", taskState: "\"migrating\"");
        cloud["compute", "/os-migrations"] = """
            {"migrations": [
              {"id": 1, "uuid": "old", "instance_uuid": "i", "status": "accepted", "migration_type": "live-migration", "source_compute": "a", "dest_compute": null},
              {"id": 2, "uuid": "new", "instance_uuid": "i", "status": "running", "migration_type": "live-migration", "source_compute": "a", "dest_compute": "b"}]}
            """;
        Checked<Cluster> outcome = cloud.Map();
        Assert.Equal("new", Assert.Single(outcome.OrThrow().MovesInFlight).MigrationId);
        Assert.Contains(outcome.Findings, finding => finding.Code == "answers.contradiction");
    }

    [Fact]
    public void A_server_that_migrates_without_a_migration_is_told()
    {
        cloud.SetServer("a", taskState: "\"migrating\"");
        Assert.Contains(cloud.Map().Findings, finding => finding.Code == "answers.contradiction" && finding.Message.Contains("no migration", StringComparison.Ordinal));
    }

    [Fact]
    public void An_open_migration_of_an_unknown_kind_is_an_error_because_nobody_knows_what_it_holds()
    {
        cloud.SetMigration("teleport", "running", "a", "b");
        Assert.Contains(cloud.Map().Findings, finding => finding is { Code: "answers.malformed", Severity: Severity.Error, Path: "$.migrations[0].migration_type" });
    }

    [Fact]
    public void A_migration_of_an_instance_that_is_gone_is_left_out()
    {
        cloud.SetMigration("live-migration", "running", "a", "b");
        cloud.SetServer("");
        Checked<Cluster> outcome = cloud.Map();
        Assert.Empty(outcome.OrThrow().MovesInFlight);
        Assert.Contains(outcome.Findings, finding => finding.Code == "answers.unknown-instance");
    }

    private Cluster Mapped() => cloud.Map().OrThrow();
}
