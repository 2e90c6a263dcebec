namespace Rebalancer.Advice;

/// <summary>Looks for one kind of trouble.</summary>
internal interface IAdviceCheck
{
    /// <summary>What it finds, in an order that depends on the cloud alone.</summary>
    IEnumerable<AdviceFinding> Run(AdviceContext context);
}
