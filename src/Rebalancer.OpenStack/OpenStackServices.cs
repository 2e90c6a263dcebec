using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Rebalancer.Execution;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.OpenStack;

/// <summary>Puts a cloud into a container of services.</summary>
public static class OpenStackServices
{
    /// <summary>Adds the connection to a cloud as a single <see cref="CloudConnection"/>, made when first asked for, and the <see cref="IComputeCloud"/> over it.</summary>
    /// <param name="services">The container; its <see cref="TimeProvider"/> and its loggers are used where it has them.</param>
    /// <param name="settings">Gives the settings, such as <c>_ =&gt; CloudSettings.Find("prod").OrThrow()</c>.</param>
    /// <param name="options">How patient it is; the defaults when <c>null</c>.</param>
    /// <returns>The container.</returns>
    public static IServiceCollection AddOpenStackCloud(
        this IServiceCollection services, Func<IServiceProvider, CloudSettings> settings, ConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(settings);
        services.TryAddSingleton(provider => new CloudConnection(
            settings(provider), options, provider.GetService<TimeProvider>(), provider.GetService<ILogger<CloudConnection>>()));
        services.TryAddSingleton<IComputeCloud>(provider => new NovaCloud(provider.GetRequiredService<CloudConnection>()));
        return services;
    }
}
