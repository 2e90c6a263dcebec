using System.Text.Json;

namespace Rebalancer.OpenStack.Connections;

/// <summary>What a service answered; every status is an answer.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body; of an answer that is no success without the secrets that it may have repeated.</param>
/// <param name="RequestId">The cloud's name of the request, by which its logs and instance actions have it.</param>
internal sealed record CloudAnswer(CloudRequest Request, int Status, ReadOnlyMemory<byte> Body, string? RequestId)
{
    /// <summary>How long the server asks to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The token, in Keystone's answer to a sign-in.</summary>
    internal string? SubjectToken { get; init; }

    /// <summary>Whether the status is of the 200s.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>What was asked and the status; the body and the token may hold secrets.</summary>
    public override string ToString() => $"{Request}: {Status}";

    /// <summary>The body as JSON.</summary>
    /// <exception cref="CloudException">The status is no success, or the body is no sound JSON.</exception>
    public JsonDocument Json()
    {
        if (!IsSuccess)
        {
            throw Refusal();
        }

        FindingList findings = new();
        return Answers.AnswerDocument.TryParse(Body, new Place(Request.ToString(), "$"), findings, out JsonDocument? document)
            ? document
            : throw new CloudException(CloudFault.Malformed, Request.Service, $"'{Request}' was answered with what is no JSON: {findings.All[0].Message}", RequestId);
    }

    /// <summary>The exception for an answer that is no success, with the server's own words.</summary>
    public CloudException Refusal() => new(
        CloudFault.Refused, Request.Service, $"'{Request}' was answered with status {Status}: {ErrorText.Of(Body)}", RequestId, Status);
}
