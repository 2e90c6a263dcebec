using System.Collections.Immutable;
using System.Reflection;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;
using Rebalancer.Rules;

namespace Rebalancer.Previews.Tests.Diff;

/// <summary>Two plans with the same moves are not alike where one was made under other limits, policies or assumptions.</summary>
public sealed class PlanTermsTests
{
    public static TheoryData<string> Limits => [.. Settable(typeof(PlanLimits))];

    public static TheoryData<string> Policies => [.. Settable(typeof(Profile)).Where(name => name != nameof(Profile.Name))];

    [Theory]
    [MemberData(nameof(Limits))]
    public void Every_limit_counts(string name)
    {
        Plan changed = SmallCloud.Drain with { Goal = SmallCloud.Drain.Goal with { Limits = Changed(SmallCloud.Drain.Goal.Limits, name) } };
        TermChange change = Assert.Single(PlanDiff.Of(SmallCloud.Drain, changed).Terms);
        Assert.Equal(TermKind.Limits, change.Kind);
        Assert.NotEmpty(change.New);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Every_policy_counts(string name)
    {
        Plan none = SmallCloud.Drain with { Profile = Profile.PlainNova };
        TermChange change = Assert.Single(PlanDiff.Of(none, none with { Profile = Changed(none.Profile, name) }).Terms);
        Assert.Equal((TermKind.Policies, 0, 1), (change.Kind, change.Old.Length, change.New.Length));
    }

    [Fact]
    public void The_name_of_a_profile_is_no_policy() =>
        Assert.True(PlanDiff.Of(SmallCloud.Drain, SmallCloud.Drain with { Profile = Profile.RedHat with { Name = "ours" } }).IsEmpty);

    [Fact]
    public void Assumptions_of_one_plan_only_are_told()
    {
        Assumption more = new("assumed.rack", "All hosts are in one rack.");
        PlanDiff diff = PlanDiff.Of(SmallCloud.Drain, SmallCloud.Drain with { Assumptions = SmallCloud.Drain.Assumptions.Add(more) });
        TermChange change = Assert.Single(diff.Terms);
        Assert.Equal((TermKind.Assumptions, 0, "All hosts are in one rack. [assumed.rack]"), (change.Kind, change.Old.Length, Assert.Single(change.New)));
        Assert.Contains("assumptions, new only: All hosts are in one rack.", diff.Preview(SmallCloud.Cloud).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_goal_with_the_same_moves_is_another_goal()
    {
        TermChange change = Assert.Single(PlanDiff.Of(SmallCloud.Drain, SmallCloud.Drain with { Goal = new DrainGoal([SmallCloud.Compute3, SmallCloud.Compute4]) { Limits = SmallCloud.Drain.Goal.Limits } }).Terms);
        Assert.Equal((TermKind.Goal, "Drain compute3", "Drain compute3, compute4"), (change.Kind, Assert.Single(change.Old), Assert.Single(change.New)));
    }

    [Fact]
    public void Of_long_lists_only_what_differs_is_told()
    {
        ImmutableArray<InstanceId> many = [.. Enumerable.Range(1, 40).Select(SmallCloud.Id)];
        Plan Leaving(ImmutableArray<InstanceId> alone) => SmallCloud.Drain with { Goal = SmallCloud.Drain.Goal with { Limits = SmallCloud.Drain.Goal.Limits with { InstancesLeftAlone = alone } } };
        TermChange change = Assert.Single(PlanDiff.Of(Leaving(many), Leaving(many.SetItem(39, SmallCloud.Id(41)))).Terms);
        Assert.Equal(($"instances left alone: {SmallCloud.Id(40)}", $"instances left alone: {SmallCloud.Id(41)}"), (Assert.Single(change.Old), Assert.Single(change.New)));
    }

    private static IEnumerable<string> Settable(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property => property.Name);

    /// <summary>A copy with another value of one property.</summary>
    private static T Changed<T>(T from, string name)
        where T : class
    {
        T copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(from, null)!;
        PropertyInfo property = typeof(T).GetProperty(name)!;
        property.SetValue(copy, property.GetValue(from) switch
        {
            bool value => !value,
            int value => value + 1,
            double value => value + 0.1,
            ImmutableArray<MoveKind> => ImmutableArray.Create(MoveKind.Live),
            ImmutableArray<HostName> => ImmutableArray.Create(SmallCloud.Compute4),
            ImmutableArray<InstanceId> => ImmutableArray.Create(SmallCloud.Id(8)),
            ImmutableArray<string> => ImmutableArray.Create("r1"),
            _ when property.PropertyType == typeof(int?) => 3,
            _ when property.PropertyType == typeof(long?) => 3L,
            _ when property.PropertyType == typeof(double?) => 1.5,
            _ when property.PropertyType == typeof(TimeSpan?) => TimeSpan.FromHours(1),
            _ when property.PropertyType == typeof(DateTimeOffset?) => new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
            _ => throw new InvalidOperationException($"no other value for {name}"),
        });
        return copy;
    }
}
