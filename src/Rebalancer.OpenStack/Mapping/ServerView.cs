using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>A server on a host, as the list and the single answer together tell it.</summary>
internal sealed record KnownServer(ServerAnswer Answer, HostName Host, VmState VmState, Place Place);

/// <summary>Finds the instances among the servers: those that are on a host.</summary>
internal sealed class ServerView(CloudAnswers answers, FindingList findings)
{
    /// <summary>The servers on a host, by id.</summary>
    public SortedDictionary<string, KnownServer> Find()
    {
        SortedDictionary<string, KnownServer> servers = new(StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (Located<ServerAnswer> listed in answers.Servers)
        {
            if (!seen.Add(listed.Value.Id))
            {
                findings.Warning(
                    "answers.contradiction", listed.Place.At(".id"),
                    $"the server '{listed.Value.Id}' is listed for the second time; the first is taken");
            }
            else if (Place(Latest(listed)) is KnownServer server)
            {
                servers.Add(server.Answer.Id, server);
            }
        }

        return servers;
    }

    /// <summary>The single answer where there is one: it was asked for after the list and tells more.</summary>
    private Located<ServerAnswer> Latest(Located<ServerAnswer> listed)
    {
        if (!answers.SingleServers.TryGetValue(listed.Value.Id, out Located<ServerAnswer>? single))
        {
            return listed;
        }

        ServerAnswer before = listed.Value;
        ServerAnswer after = single.Value;
        Difference("host", ".OS-EXT-SRV-ATTR:host", before.Host, after.Host, single.Place, before.Id);
        Difference("vm_state", ".OS-EXT-STS:vm_state", before.VmState, after.VmState, single.Place, before.Id);
        Difference("task_state", ".OS-EXT-STS:task_state", before.TaskState, after.TaskState, single.Place, before.Id);
        return single;
    }

    private void Difference(string what, string step, string? before, string? after, Place place, string id)
    {
        if (before != after)
        {
            findings.Warning(
                "answers.contradiction",
                place.At(step),
                $"'{id}' was listed with {what} '{before ?? "none"}' and alone has '{after ?? "none"}'; the latter is taken");
        }
    }

    private KnownServer? Place(Located<ServerAnswer> server)
    {
        ServerAnswer answer = server.Value;
        if (answer.Status == "UNKNOWN" && answer.VmState is null)
        {
            findings.Warning("answers.cell-down", server.Place, $"the cell of '{answer.Id}' does not answer; the server is left out");
            return null;
        }

        if (answer.VmState is null)
        {
            findings.Error("answers.malformed", server.Place, $"'{answer.Id}' has no vm_state: an administrator's answer is needed");
            return null;
        }

        if (!TryVmState(answer.VmState, out VmState state))
        {
            findings.Error("answers.malformed", server.Place.At(".OS-EXT-STS:vm_state"), $"'{answer.VmState}' is no vm_state of Nova");
            return null;
        }

        if (string.IsNullOrEmpty(answer.Host) || state is VmState.Deleted or VmState.ShelvedOffloaded)
        {
            findings.Warning("answers.on-no-host", server.Place, $"'{Named(answer)}' ({answer.VmState}) is on no host; it is left out");
            return null;
        }

        if (answer.Flavor is null)
        {
            findings.Error("answers.malformed", server.Place, $"'{answer.Id}' has no flavor");
            return null;
        }

        return new KnownServer(answer, new HostName(answer.Host), state, server.Place);
    }

    private static string Named(ServerAnswer answer) => string.IsNullOrEmpty(answer.Name) ? answer.Id : answer.Name;

    internal static bool TryVmState(string text, out VmState state)
    {
        VmState? known = text switch
        {
            "active" => VmState.Active,
            "building" => VmState.Building,
            "paused" => VmState.Paused,
            "suspended" => VmState.Suspended,
            "stopped" => VmState.Stopped,
            "rescued" => VmState.Rescued,
            "resized" => VmState.Resized,
            "soft-delete" => VmState.SoftDeleted,
            "deleted" => VmState.Deleted,
            "error" => VmState.Error,
            "shelved" => VmState.Shelved,
            "shelved_offloaded" => VmState.ShelvedOffloaded,
            _ => null,
        };
        state = known ?? VmState.Active;
        return known is not null;
    }
}
