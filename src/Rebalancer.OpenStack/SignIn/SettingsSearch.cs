using Rebalancer.Findings;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>Finds the settings of a cloud in <c>clouds.yaml</c>, <c>secure.yaml</c> and the <c>OS_*</c> variables.</summary>
internal static class SettingsSearch
{
    private const string OfVariables = "envvars";

    /// <summary>The settings, or what is missing or wrong.</summary>
    public static Checked<CloudSettings> Find(string? cloud, Surroundings surroundings)
    {
        FindingList findings = new();
        SettingValues? values = Values(cloud ?? surroundings["OS_CLOUD"], surroundings, findings, out string name);
        CloudSettings? settings = values is null ? null : SettingsReader.Read(name, values, findings);
        return new Checked<CloudSettings>(settings, [.. findings.All]);
    }

    private static SettingValues? Values(string? wanted, Surroundings surroundings, FindingList findings, out string name)
    {
        name = wanted ?? OfVariables;
        if (wanted == OfVariables || (wanted is null && surroundings["OS_AUTH_URL"] is not null))
        {
            return OfProcess(surroundings);
        }

        CloudsFile? file = CloudsFile.Find("clouds", "OS_CLIENT_CONFIG_FILE", "clouds", surroundings, findings);
        CloudsFile? secure = CloudsFile.Find("secure", "OS_CLIENT_SECURE_FILE", "clouds", surroundings, findings);
        if (findings.All.Count > 0)
        {
            return null;
        }

        if (file is null)
        {
            findings.Error(
                "sign-in.no-cloud", new Place(null, "$"),
                $"there is no clouds.yaml in {string.Join(", ", surroundings.Folders)}, and OS_AUTH_URL is not set");
            return null;
        }

        if (wanted is null && file.Clouds.Count == 1)
        {
            wanted = file.Clouds[0].Key;
        }

        if (wanted is null || file[wanted] is not var (cloud, place))
        {
            string known = string.Join(", ", file.Clouds.Select(entry => $"'{entry.Key}'"));
            findings.Error(
                "sign-in.no-cloud", new Place(file.Path, "$.clouds"),
                wanted is null ? $"name one of the clouds: {known}" : $"there is no cloud '{wanted}' here, only {(known.Length == 0 ? "none" : known)}");
            return null;
        }

        name = wanted;
        SettingValues values = new() { Place = place };
        values.Lay(cloud, place);
        if (values.First("profile", "cloud") is SettingValue profile)
        {
            if (!LayProfile(values, profile, surroundings, findings))
            {
                return null;
            }

            values.Lay(cloud, place);
        }

        if (secure?[wanted] is var (secrets, secretPlace))
        {
            values.Lay(secrets, secretPlace);
        }

        return values;
    }

    private static bool LayProfile(SettingValues values, SettingValue profile, Surroundings surroundings, FindingList findings)
    {
        CloudsFile? file = CloudsFile.Find("clouds-public", "OS_CLIENT_VENDOR_FILE", "public-clouds", surroundings, findings);
        if (file?[profile.Text] is not var (vendor, place))
        {
            findings.Error("sign-in.no-profile", profile.Place, $"no clouds-public.yaml has a profile '{profile.Text}'");
            return false;
        }

        values.Lay(vendor, place);
        return true;
    }

    private static SettingValues OfProcess(Surroundings surroundings)
    {
        SettingValues values = new() { Place = new Place(null, "$") };
        foreach ((string variable, string value) in surroundings.Variables)
        {
            if (variable.StartsWith("OS_", StringComparison.Ordinal) && value.Length > 0)
            {
                values.Set(Lower(variable[3..]), new SettingValue(value, new Place(null, "$" + variable)));
            }
        }

        return values;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Globalization", "CA1308", Justification = "The keys of clouds.yaml are lower-case.")]
    private static string Lower(string name) => name.ToLowerInvariant();
}
