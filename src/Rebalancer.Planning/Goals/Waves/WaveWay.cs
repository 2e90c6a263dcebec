namespace Rebalancer.Planning.Goals.Waves;

/// <summary>A way to go about waves: what is decided before each of them is planned for itself.</summary>
/// <param name="Waves">The hosts of each wave, in order.</param>
internal sealed record WaveWay(int[][] Waves)
{
    /// <summary>Instances that some wave stops in any case; one stop is as good as two.</summary>
    public int[] Stopped { get; init; } = [];

    /// <summary>The most moves of the first waves; the others may make all that are left.</summary>
    public int[] MostMoves { get; init; } = [];

    /// <summary>Whether hosts that are emptied later are avoided, because who goes there must go on.</summary>
    public bool AvoidsLater { get; init; } = true;

    /// <summary>The same for the same way.</summary>
    public string Key => $"{string.Join('|', Waves.Select(hosts => string.Join(',', hosts)))};{string.Join(',', Stopped)};{string.Join(',', MostMoves)};{AvoidsLater}";

    /// <summary>The most moves of a wave; <c>null</c> for all that are left.</summary>
    public int? MostMovesOf(int wave) => wave < MostMoves.Length ? MostMoves[wave] : null;

    /// <summary>Ways that may be better, given what this one has come to.</summary>
    /// <param name="leavesTooMany">Whether there may be a way that leaves fewer behind.</param>
    /// <param name="losesSome">Whether some host could not fail in the end.</param>
    /// <param name="stopped">The instances it stops.</param>
    /// <param name="movedAgain">The instances that it moves more than once.</param>
    /// <param name="moves">How many moves each wave makes.</param>
    public IEnumerable<WaveWay> Changes(bool leavesTooMany, bool losesSome, int[] stopped, IEnumerable<int> movedAgain, int[] moves)
    {
        if (stopped.Length > 0)
        {
            yield return this with { Stopped = stopped };
            foreach (int instance in movedAgain)
            {
                yield return this with { Stopped = [instance] };
            }
        }

        if (losesSome)
        {
            yield return this with { AvoidsLater = false };
        }

        // Who stays in one wave need not go on in the next, and the moves that are allowed may serve more instances there.
        for (int wave = 0; leavesTooMany && wave < moves.Length; wave++)
        {
            if (moves[wave] > 0)
            {
                yield return this with { MostMoves = [.. moves[..wave], moves[wave] - 1] };
            }

            if (moves[wave] > 1)
            {
                yield return this with { MostMoves = [.. moves[..wave], 0] };
            }
        }
    }
}
