using Rebalancer.Advice;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Advice;

/// <summary>Short ways to ask for advice on a cloud.</summary>
internal static class Advised
{
    /// <summary>All findings of one code.</summary>
    public static AdviceFinding[] Advise(this Cloud cloud, string code, Profile? profile = null) =>
        [.. Advisor.Advise(cloud.Build(), profile).Where(finding => finding.Code == code)];

    /// <summary>The codes of the findings that are more than notes.</summary>
    public static IEnumerable<string> Troubles(this Cloud cloud, Profile? profile = null) =>
        Advisor.Advise(cloud.Build(), profile).Where(finding => finding.Severity > AdviceSeverity.Note).Select(finding => finding.Code);
}
