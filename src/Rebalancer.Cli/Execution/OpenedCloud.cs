using Rebalancer.Execution;
using Rebalancer.OpenStack;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.SignIn;

namespace Rebalancer.Cli.Execution;

/// <summary>A cloud that steps are run on, with what has to be closed afterwards.</summary>
internal sealed record OpenedCloud(IComputeCloud Cloud, IDisposable? Connection = null) : IDisposable
{
    /// <summary>Opens a cloud by its name in <c>clouds.yaml</c>.</summary>
    public static OpenedCloud Open(string name, TimeSpan requestTimeout)
    {
        CloudConnection connection = new(CloudSettings.Find(name).OrThrow(), new ConnectionOptions { RequestTimeout = requestTimeout });
        return new OpenedCloud(new NovaCloud(connection), connection);
    }

    public void Dispose() => Connection?.Dispose();
}
