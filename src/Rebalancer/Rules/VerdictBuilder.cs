using System.Collections.Immutable;
using Rebalancer.Model;

namespace Rebalancer.Rules;

/// <summary>Collects what speaks against a move and what had to be assumed; holds nothing until there is something.</summary>
internal struct VerdictBuilder
{
    private List<Refusal>? refusals;
    private List<Assumption>? assumptions;
    private bool isRefused;

    /// <summary>A builder that only knows whether there is a reason, for code that asks about many moves and tells nobody why.</summary>
    public static VerdictBuilder WithoutReasons => new() { KeepsNoReasons = true };

    /// <summary>A builder for code that reads the codes of the reasons alone.</summary>
    public static VerdictBuilder OfCodes => new() { KeepsCodesAlone = true };

    /// <summary>Whether nothing speaks against the move so far.</summary>
    public readonly bool IsAllowed => !isRefused;

    /// <summary>Whether anything had to be assumed so far.</summary>
    public readonly bool HasAssumptions => assumptions is not null;

    /// <summary>The reasons so far.</summary>
    public readonly ImmutableArray<Refusal> Refusals => refusals is null ? [] : [.. refusals];

    /// <summary>The assumptions so far.</summary>
    public readonly ImmutableArray<Assumption> Assumptions => assumptions is null ? [] : [.. assumptions];

    /// <summary>Whether anybody will read the reasons.</summary>
    public readonly bool KeepsReasons => !KeepsNoReasons;

    /// <summary>Whether anybody will read what the reasons say; a rule may leave out what takes long to find.</summary>
    public readonly bool KeepsWords => !KeepsNoReasons && !KeepsCodesAlone;

    private bool KeepsNoReasons { get; init; }

    private bool KeepsCodesAlone { get; init; }

    /// <summary>Refuses for a builder that keeps no reasons, before any text is made.</summary>
    public void Refuse() => isRefused = true;

    /// <summary>Adds a reason against the move.</summary>
    public void Refuse(string code, string message, string remedy, params ReadOnlySpan<ComparedFact> facts)
    {
        isRefused = true;
        if (!KeepsNoReasons)
        {
            (refusals ??= []).Add(new Refusal(code, message, remedy, [.. facts]));
        }
    }

    /// <summary>Adds an assumption, once.</summary>
    public void Assume(string code, string text)
    {
        Assumption assumption = new(code, text);
        if (assumptions?.Contains(assumption) != true)
        {
            (assumptions ??= []).Add(assumption);
        }
    }

    /// <summary>The finished verdict; under a strict profile every assumption is a reason of its own.</summary>
    public readonly Verdict Build(InstanceId instance, HostName source, HostName destination, MoveKind kind, Profile profile)
    {
        ImmutableArray<Refusal> reasons = Refusals;
        ImmutableArray<Assumption> assumed = Assumptions;
        if (profile.RefusesAssumptions && !assumed.IsEmpty)
        {
            reasons = reasons.AddRange(assumed.Select(assumption => new Refusal(
                assumption.Code, $"Assumed, which the profile does not take: {assumption.Text}", "Give the fact in the facts file.", [])));
        }

        return new Verdict
        {
            Instance = instance,
            Source = source,
            Destination = destination,
            Kind = kind,
            Refusals = reasons,
            Assumptions = assumed,
        };
    }
}
