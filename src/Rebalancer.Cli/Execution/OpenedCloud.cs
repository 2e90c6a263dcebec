using Rebalancer.Execution;
using Rebalancer.OpenStack;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.Cli.Execution;

/// <summary>A cloud that steps are run on, with what has to be closed afterwards.</summary>
internal sealed record OpenedCloud(IComputeCloud Cloud, TimeSpan RequestTimeout, IDisposable? Connection = null) : IDisposable
{
    /// <summary>Opens a cloud by its name in <c>clouds.yaml</c>.</summary>
    public static OpenedCloud Open(string name)
    {
        CloudConnection connection = new(CloudSettings.Find(name).OrThrow());
        return new OpenedCloud(new NovaCloud(connection), new ConnectionOptions().RequestTimeout, connection);
    }

    public void Dispose() => Connection?.Dispose();
}
