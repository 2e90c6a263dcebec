using Rebalancer.Model;

namespace Rebalancer.Testing.Generation;

/// <summary>Lets a host fail that holds instances, so that there is something to evacuate.</summary>
/// <remarks>Comes last of all draws: a cloud in which nothing fails is the same as without it.</remarks>
internal static class FailureDraw
{
    /// <summary>Applies the share of the shape.</summary>
    public static void ApplyTo(CloudDraft draft)
    {
        if (!draft.Random.Chance(draft.Shape.FailedHostShare) || draft.Instances.Count == 0)
        {
            return;
        }

        SeededRandom random = draft.Random;
        int failed = draft.IndexOf(draft.Instances[random.Below(draft.Instances.Count)].Host);
        Host host = draft.Hosts[failed];
        draft.Hosts[failed] = host with
        {
            Service = host.Service with
            {
                IsUp = false,
                IsForcedDown = random.Chance(0.8),
                IsFenced = random.Chance(0.8) ? Fact.Given(true) : default,
            },
        };
    }
}
