using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Rebalancer.Execution;

/// <summary>Puts an executor into a container of services.</summary>
public static class ExecutionServices
{
    /// <summary>Adds a <see cref="PlanExecutor"/> over the container's <see cref="IComputeCloud"/>.</summary>
    /// <param name="services">The container; its <see cref="TimeProvider"/> and its loggers are used where it has them.</param>
    /// <param name="options">Gives the options; the defaults when <c>null</c>.</param>
    /// <returns>The container.</returns>
    public static IServiceCollection AddPlanExecutor(this IServiceCollection services, Func<IServiceProvider, ExecutionOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => new PlanExecutor(
            provider.GetRequiredService<IComputeCloud>(), options?.Invoke(provider), provider.GetService<TimeProvider>(), provider.GetService<ILogger<PlanExecutor>>()));
        return services;
    }
}
