namespace Rebalancer.Planning.Search.Flat;

/// <summary>What a host has of each quantity in the mean: the measure by which instances of several quantities are large or small.</summary>
/// <remarks>Hosts that have none of a quantity, or no limit of it, do not count for its mean.</remarks>
internal sealed class MeanHost
{
    private readonly FlatProblem problem;
    private readonly double[] shareOfOne;

    /// <summary>Measures all hosts.</summary>
    public MeanHost(FlatProblem problem)
    {
        this.problem = problem;
        shareOfOne = new double[problem.QuantityCount];
        for (int quantity = 0; quantity < shareOfOne.Length; quantity++)
        {
            double sum = 0;
            int count = 0;
            for (int host = 0; host < problem.HostCount; host++)
            {
                long capacity = problem.CapacityOf(host)[quantity];
                sum += capacity is > 0 and < FlatProblem.Unlimited ? capacity : 0;
                count += capacity is > 0 and < FlatProblem.Unlimited ? 1 : 0;
            }

            shareOfOne[quantity] = sum > 0 ? count / sum : 0;
        }
    }

    /// <summary>By quantity: the share of a mean host that one of it is; 0 where no host has a limit of it.</summary>
    public ReadOnlySpan<double> ShareOfOne => shareOfOne;

    /// <summary>The share of a mean host that an instance takes, in the quantity of which that is most.</summary>
    public double LargestShareOf(int instance)
    {
        double largest = 0;
        for (int quantity = 0; quantity < shareOfOne.Length; quantity++)
        {
            largest = Math.Max(largest, problem.DemandOf(instance)[quantity] * shareOfOne[quantity]);
        }

        return largest;
    }

    /// <summary>The shares of a mean host that an instance takes, summed over quantities.</summary>
    public double SumOfSharesOf(int instance)
    {
        double sum = 0;
        for (int quantity = 0; quantity < shareOfOne.Length; quantity++)
        {
            sum += problem.DemandOf(instance)[quantity] * shareOfOne[quantity];
        }

        return sum;
    }
}
