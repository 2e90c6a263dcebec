namespace Rebalancer.OpenStack.Connections;

/// <summary>A cloud could not be spoken to, or its answer could not be used.</summary>
/// <remarks>The message never holds a password, a credential's secret or a token.</remarks>
public sealed class CloudException : Exception
{
    internal CloudException(CloudFault fault, string service, string message, string? requestId = null, int? status = null, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
        Service = service;
        RequestId = requestId;
        Status = status;
    }

    /// <summary>What kind of fault it is.</summary>
    public CloudFault Fault { get; }

    /// <summary>The type of the service: <c>identity</c>, <c>compute</c>, <c>placement</c>, <c>image</c>, <c>network</c>.</summary>
    public string Service { get; }

    /// <summary>The HTTP status, where there was an answer.</summary>
    public int? Status { get; }

    /// <summary>The cloud's name of the request (<c>X-Openstack-Request-Id</c>), where it told one.</summary>
    public string? RequestId { get; }
}

/// <summary>Why a cloud could not be spoken to.</summary>
public enum CloudFault
{
    /// <summary>No connection, or it broke, each time it was tried.</summary>
    Unreachable,

    /// <summary>No whole answer in the time allowed.</summary>
    TimedOut,

    /// <summary>The server could not prove who it is, or the client could not.</summary>
    Untrusted,

    /// <summary>Keystone does not let the user in.</summary>
    SignInRefused,

    /// <summary>The catalog has no such service, region or interface, or the service does not speak a version that is needed.</summary>
    NoService,

    /// <summary>The service answered with a status that is no success.</summary>
    Refused,

    /// <summary>The answer is not what the API says.</summary>
    Malformed,

    /// <summary>The answer is larger than what is read.</summary>
    TooLarge,
}
