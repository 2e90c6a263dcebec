namespace Rebalancer.Rules.Cpus;

/// <summary>What the rules of CPUs take for true where nobody told a host's CPU, and what they say where nothing can be taken for true.</summary>
internal static class CpuAssumption
{
    /// <summary>What lifts a refusal for want of knowledge.</summary>
    public const string Remedy = "Give the CPUs of both hosts in the facts file, or move the instance cold.";

    /// <summary>Says that a CPU is taken from the neighbours.</summary>
    public static void Add(ref VerdictBuilder verdict) =>
        verdict.Assume("assumed.cpu", "A host of which nobody told it has the CPU of its neighbours; where no CPU was told at all, they are alike.");

    /// <summary>Says that the neighbours differ.</summary>
    public static string NotKnown(in LastingMove move) =>
        $"The CPUs of {move.Source.Name} and {move.Destination.Name} are not both known, and those of their neighbours differ.";
}
