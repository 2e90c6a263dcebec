using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Rebalancer.Cpu;
using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>Builds a text that is equal exactly for equal sequences of values: each part carries its length.</summary>
internal sealed class StructuralKey
{
    private readonly StringBuilder text = new();

    /// <summary>Adds a text; <c>null</c> differs from an empty one.</summary>
    public StructuralKey Add(string? part)
    {
        text.Append(part is null ? "-" : part.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(part);
        return this;
    }

    /// <summary>Adds a number.</summary>
    public StructuralKey Add(long part) => Add(part.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a yes or no.</summary>
    public StructuralKey Add(bool part) => Add(part ? 1 : 0);

    /// <summary>Adds keys and values.</summary>
    public StructuralKey Add(ImmutableSortedDictionary<string, string> part)
    {
        Add(part.Count);
        foreach ((string key, string value) in part)
        {
            Add(key).Add(value);
        }

        return this;
    }

    /// <summary>Adds a list, whose length tells it from its neighbours.</summary>
    public StructuralKey Add(ImmutableArray<string> part)
    {
        Add(part.Length);
        foreach (string one in part)
        {
            Add(one);
        }

        return this;
    }

    /// <summary>Adds a CPU, or that there is none.</summary>
    public StructuralKey Add(HostCpu? cpu) =>
        cpu is null ? Add((string?)null) : Add(cpu.Architecture.Name).Add(cpu.Vendor).Add(cpu.Model).Add(cpu.Features.ToString());

    /// <summary>Adds a fact: whether it is known, and its value.</summary>
    public StructuralKey Add<T>(Fact<T> fact) => Add(fact.TryGet(out T? value) ? $"={value}" : null);

    /// <summary>The key.</summary>
    public override string ToString() => text.ToString();
}
