using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Testing.Generation;

/// <summary>Draws how busy instances are at some moments, the same ones for all.</summary>
internal static class LoadDraw
{
    /// <summary>Gives samples to some instances of the draft; the rest of a cloud is the same with and without them.</summary>
    public static void ApplyTo(CloudDraft draft, SeededRandom random)
    {
        if (!random.Chance(draft.Shape.FeatureChance))
        {
            return;
        }

        int samples = random.Between(1, 4);
        for (int i = 0; i < draft.Instances.Count; i++)
        {
            if (random.Chance(draft.Shape.LoadSamplesShare))
            {
                int cpus = draft.Instances[i].Flavor.Vcpus;
                draft.Instances[i] = draft.Instances[i] with
                {
                    CpuLoadSamples = Fact.Given(ImmutableArray.CreateRange(Enumerable.Range(0, samples).Select(_ => cpus * random.Pick(0.0, 0.1, 0.5, 1.0)))),
                };
            }
        }
    }
}
