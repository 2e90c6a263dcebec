namespace Rebalancer.Testing.Simulation;

/// <summary>How often a simulated cloud misbehaves; probabilities from 0 to 1.</summary>
public sealed record SimulatedFaults
{
    /// <summary>A reading fails for now.</summary>
    public double ReadFailure { get; init; }

    /// <summary>A command is carried out, but its answer is lost.</summary>
    public double LostAnswer { get; init; }

    /// <summary>A command never arrives, and nobody is told.</summary>
    public double LostCommand { get; init; }

    /// <summary>A command arrives long after whoever sent it has given up.</summary>
    public double LateCommand { get; init; }

    /// <summary>The longest that a command can be under way.</summary>
    public TimeSpan LatestArrival { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A migration fails on its way; the instance stays where it is.</summary>
    public double MigrationFailure { get; init; }

    /// <summary>A cold migration that fails leaves its instance in error.</summary>
    public double ErrorState { get; init; }

    /// <summary>A live migration gets nowhere until it is aborted or forced.</summary>
    public double Stall { get; init; }

    /// <summary>How long the scheduler still counts an instance on the host that it has left live, as Nova's does until that host tells it anew.</summary>
    public TimeSpan SchedulerSync { get; init; }

    /// <summary>How many things others do to the cloud meanwhile: delete, move, abort, fill a host, stop or disable a service.</summary>
    public int Interferences { get; init; }

    /// <summary>The time within which others do so.</summary>
    public TimeSpan InterferenceTime { get; init; } = TimeSpan.FromMinutes(5);
}
