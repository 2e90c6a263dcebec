using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>A cost per moved process of the service that has most of them.</summary>
internal readonly struct ServiceMoveTerm : ITerm
{
    private readonly int[] origin;
    private readonly int[] serviceOf;
    private readonly int[] movedOf;
    private readonly int[] servicesWith;
    private readonly long weight;

    public ServiceMoveTerm(ReassignmentModel model, int[] origin)
    {
        this.origin = origin;
        weight = model.ServiceMoveWeight;
        serviceOf = [.. model.Processes.Select(process => process.Service)];
        movedOf = new int[model.Services.Length];
        int largest = serviceOf.CountBy(service => service).Select(pair => pair.Value).DefaultIfEmpty().Max();

        // By number of moved processes: how many services; the greatest number that one has stands behind.
        servicesWith = new int[largest + 2];
    }

    private ref int Most => ref servicesWith[^1];

    public Vector256<long> OfUse(int lane, Vector256<long> used) => Vector256<long>.Zero;

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
    }

    public long OfMembers(int host, int members) => 0;

    public long OfPlacement(int instance, int host) => 0;

    public bool AllowsMove(int instance, int from, int to) => true;

    public bool AllowsSwap(int left, int leftHost, int right, int rightHost) => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfMove(int instance, int from, int to)
    {
        int home = origin[instance];
        return from == home ? weight * Rise(serviceOf[instance]) : to == home ? weight * Fall(serviceOf[instance]) : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfSwap(int left, int leftHost, int right, int rightHost)
    {
        int ofLeft = Change(left, leftHost, rightHost), ofRight = Change(right, rightHost, leftHost);
        if ((ofLeft | ofRight) == 0)
        {
            return 0;
        }

        (int one, int other) = (serviceOf[left], serviceOf[right]);
        if (one == other)
        {
            return weight * Step(one, ofLeft + ofRight);
        }

        int top = Math.Max(movedOf[one] + ofLeft, movedOf[other] + ofRight);
        return weight * (top > Most ? 1 : top == Most ? 0 : -LossAtTop(one, ofLeft, other, ofRight));
    }

    public void Apply(int instance, int from, int to)
    {
        int change = Change(instance, from, to);
        if (change == 0)
        {
            return;
        }

        int service = serviceOf[instance];
        servicesWith[movedOf[service]]--;
        movedOf[service] += change;
        servicesWith[movedOf[service]]++;
        Most = Math.Max(Most, movedOf[service]);
        while (Most > 0 && servicesWith[Most] == 0)
        {
            Most--;
        }
    }

    public long OfWhole(ReadOnlySpan<int> hostOf)
    {
        Array.Clear(movedOf);
        Array.Clear(servicesWith);
        for (int instance = 0; instance < hostOf.Length; instance++)
        {
            movedOf[serviceOf[instance]] += hostOf[instance] == origin[instance] ? 0 : 1;
        }

        foreach (int moved in movedOf)
        {
            servicesWith[moved]++;
        }

        Most = movedOf.DefaultIfEmpty().Max();
        return weight * Most;
    }

    private int Change(int instance, int from, int to) => (from == origin[instance] ? 1 : 0) - (to == origin[instance] ? 1 : 0);

    private int Rise(int service) => movedOf[service] == Most ? 1 : 0;

    private int Fall(int service) => movedOf[service] == Most && servicesWith[Most] == 1 ? -1 : 0;

    private int Step(int service, int change) => change > 0 ? (movedOf[service] + change > Most ? movedOf[service] + change - Most : 0) : change < 0 ? FallBy(service, -change) : 0;

    private int FallBy(int service, int by)
    {
        if (Fall(service) == 0)
        {
            return 0;
        }

        int next = Most - 1;
        while (next > Most - by && servicesWith[next] == 0)
        {
            next--;
        }

        return next - Most;
    }

    /// <summary>By how much the greatest number falls when one or both of two services lose a moved process and none rises to it.</summary>
    private int LossAtTop(int one, int ofOne, int other, int ofOther)
    {
        int leaving = (movedOf[one] == Most && ofOne < 0 ? 1 : 0) + (movedOf[other] == Most && ofOther < 0 ? 1 : 0);
        return leaving > 0 && servicesWith[Most] == leaving ? 1 : 0;
    }
}
