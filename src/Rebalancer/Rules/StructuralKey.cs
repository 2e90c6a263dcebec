using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Rebalancer.Cpu;
using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>Builds a text that is equal exactly for equal sequences of values: each part carries its length.</summary>
internal sealed class StructuralKey
{
    private const int UsualLength = 96;
    private const int MostDigits = 20;

    private readonly StringBuilder text = new(UsualLength);

    /// <summary>Adds a text; <c>null</c> differs from an empty one.</summary>
    public StructuralKey Add(string? part)
    {
        if (part is null)
        {
            text.Append("-:");
            return this;
        }

        return Add(part.AsSpan());
    }

    /// <summary>Adds a number.</summary>
    public StructuralKey Add(long part)
    {
        Span<char> digits = stackalloc char[MostDigits];
        part.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        return Add(digits[..length]);
    }

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

    private StructuralKey Add(ReadOnlySpan<char> part)
    {
        text.Append(part.Length).Append(':').Append(part);
        return this;
    }
}
