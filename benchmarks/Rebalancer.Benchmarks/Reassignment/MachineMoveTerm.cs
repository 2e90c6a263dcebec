using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>What it costs that a process is elsewhere than at first: its own cost, and that of the two machines.</summary>
internal readonly struct MachineMoveTerm : ITerm
{
    private readonly int[] origin;
    private readonly long[] ofProcess;
    private readonly uint[] ofMachines;
    private readonly int machineCount;
    private readonly long weight;

    public MachineMoveTerm(ReassignmentModel model, int[] origin)
    {
        this.origin = origin;
        machineCount = model.Machines.Length;
        weight = model.MachineMoveWeight;
        ofProcess = [.. model.Processes.Select(process => model.ProcessMoveWeight * process.MoveCost)];
        ofMachines = [.. model.Machines.SelectMany(machine => machine.MoveCosts)];
    }

    public Vector256<long> OfUse(int lane, Vector256<long> used) => Vector256<long>.Zero;

    public void AddPieces(int lane, long most, List<UsePiece> pieces)
    {
    }

    public long OfMembers(int host, int members) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long OfPlacement(int instance, int host)
    {
        int from = origin[instance];
        return from == host ? 0 : ofProcess[instance] + (weight * ofMachines[(from * machineCount) + host]);
    }

    public bool AllowsMove(int instance, int from, int to) => true;

    public bool AllowsSwap(int left, int leftHost, int right, int rightHost) => true;

    public long OfMove(int instance, int from, int to) => 0;

    public long OfSwap(int left, int leftHost, int right, int rightHost) => 0;

    public void Apply(int instance, int from, int to)
    {
    }

    public long OfWhole(ReadOnlySpan<int> hostOf) => 0;
}
