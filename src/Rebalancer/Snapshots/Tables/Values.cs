using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Tables;

/// <summary>The shapes of single values and of the containers that the tables share.</summary>
internal static class Values
{
    /// <summary>Nova's and Placement's largest integer; theirs are 32-bit columns, so no cloud says more, and no sum of ours overflows.</summary>
    public const long MaxAmount = int.MaxValue;

    /// <summary>With a total of <see cref="MaxAmount"/> the capacity still fits 63 bits.</summary>
    public const double MaxRatio = 1e9;

    /// <summary>The largest weight of a goal: its products with what the goal counts still add up within 63 bits.</summary>
    public const int MaxWeight = 1_000_000;

    /// <summary>Ten years, of which a number of seconds still tells every tick apart.</summary>
    private const double MostSeconds = 315_360_000;

    /// <summary>Any text.</summary>
    public static readonly Shape<string> Text = new TextShape(isName: false);

    /// <summary>A text that names something.</summary>
    public static readonly Shape<string> Name = new TextShape(isName: true);

    /// <summary>True or false.</summary>
    public static readonly Shape<bool> Flag = new FlagShape();

    /// <summary>A moment.</summary>
    public static readonly Shape<DateTimeOffset> Moment = new MomentShape();

    /// <summary>A CPU set.</summary>
    public static readonly Shape<CpuSet> Cpus = new CpuSetShape();

    /// <summary>An amount of something, from 0.</summary>
    public static readonly Shape<long> Amount = new WholeShape(0, MaxAmount);

    /// <summary>An amount of something, from 1.</summary>
    public static readonly Shape<long> Positive = new WholeShape(1, MaxAmount);

    /// <summary>A count or number, from 0.</summary>
    public static readonly Shape<int> Count = Int(0, int.MaxValue);

    /// <summary>A count or number, from 1.</summary>
    public static readonly Shape<int> PositiveCount = Int(1, int.MaxValue);

    /// <summary>A measured rate or load, from 0.</summary>
    public static readonly Shape<double> Measure = new NumberShape(0, MaxRatio);

    /// <summary>A weight that may have a fraction.</summary>
    public static readonly Shape<double> Share = new NumberShape(0, MaxWeight, isAboveMin: true);

    /// <summary>A length of time above 0, in seconds.</summary>
    public static readonly Shape<TimeSpan> Seconds = new MappedShape<TimeSpan, double>(
        new NumberShape(0, MostSeconds, isAboveMin: true), time => time.TotalSeconds, seconds => new TimeSpan((long)Math.Round(seconds * TimeSpan.TicksPerSecond)));

    /// <summary>A host name.</summary>
    public static readonly Shape<HostName> Host = new MappedShape<HostName, string>(Name, host => host.ToString(), text => new HostName(text));

    /// <summary>The UUID of an instance.</summary>
    public static readonly Shape<InstanceId> Instance =
        new MappedShape<InstanceId, string>(Name, id => id.ToString(), text => new InstanceId(text));

    /// <summary>The UUID of a server group.</summary>
    public static readonly Shape<ServerGroupId> Group =
        new MappedShape<ServerGroupId, string>(Name, id => id.ToString(), text => new ServerGroupId(text));

    /// <summary>The name of a resource class.</summary>
    public static readonly Shape<ResourceClass> Resource =
        new MappedShape<ResourceClass, string>(Name, name => name.ToString(), text => new ResourceClass(text));

    /// <summary>The major version of Nova.</summary>
    public static readonly Shape<NovaRelease> Release =
        new MappedShape<NovaRelease, int>(Int(NovaRelease.Zed.Major, 999), release => release.Major, major => new NovaRelease(major));

    /// <summary>The name of a CPU architecture.</summary>
    public static readonly Shape<CpuArchitecture> Architecture =
        new MappedShape<CpuArchitecture, string>(Name, architecture => architecture.ToString(), text => new CpuArchitecture(text));

    /// <summary>Texts that stand for a set: sorted ordinally whatever order they came in.</summary>
    public static readonly Shape<ImmutableArray<string>> SortedTexts = new MappedShape<ImmutableArray<string>, ImmutableArray<string>>(
        List(Text), Sorted, Sorted);

    /// <summary>CPU features.</summary>
    public static readonly Shape<CpuFeatureSet> Features = new MappedShape<CpuFeatureSet, ImmutableArray<string>>(
        List(Name), features => [.. features.Names], names => CpuFeatureSet.Of(names));

    /// <summary>Texts by their names.</summary>
    public static readonly Shape<ImmutableSortedDictionary<string, string>> TextMap = new MapShape<string, string>(TextKeys(), Text);

    /// <summary>Lists of texts by their names.</summary>
    public static readonly Shape<ImmutableSortedDictionary<string, ImmutableArray<string>>> TextListMap =
        new MapShape<string, ImmutableArray<string>>(TextKeys(), List(Text));

    /// <summary>Amounts by resource class.</summary>
    public static readonly Shape<ImmutableSortedDictionary<ResourceClass, long>> Amounts = new MapShape<ResourceClass, long>(
        new MapKeys<ResourceClass>(
            Comparer<ResourceClass>.Default,
            name => name.ToString(),
            text => (IsName(text), new ResourceClass(text)),
            "the name of a resource class"),
        Amount);

    /// <summary>Weights by host.</summary>
    public static readonly Shape<ImmutableSortedDictionary<HostName, long>> HostWeights = new MapShape<HostName, long>(
        new MapKeys<HostName>(
            Comparer<HostName>.Default, name => name.ToString(), text => (IsName(text), new HostName(text)), "the name of a host"),
        Weight(0));

    /// <summary>Host CPUs by guest CPU.</summary>
    public static readonly Shape<ImmutableSortedDictionary<int, int>> Pinning = new MapShape<int, int>(
        new MapKeys<int>(
            Comparer<int>.Default,
            cpu => cpu.ToString(CultureInfo.InvariantCulture),
            text => (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int cpu) && cpu <= CpuSet.MaxCpu, cpu),
            $"the number of a CPU, 0 to {CpuSet.MaxCpu}",
            "^[0-9]+$"),
        Int(0, CpuSet.MaxCpu));

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static Shape<int> Int(int min, int max) => new MappedShape<int, long>(new WholeShape(min, max), number => number, number => (int)number);

    /// <summary>A whole weight from <paramref name="least"/>.</summary>
    public static Shape<long> Weight(long least) => new WholeShape(least, MaxWeight);

    /// <summary>A list.</summary>
    public static Shape<ImmutableArray<T>> List<T>(Shape<T> element, int least = 0, int most = ListBounds.Most) =>
        new ListShape<T>(element, least, most);

    /// <summary>A value that may be unknown.</summary>
    public static Shape<Model.Fact<T>> Fact<T>(Shape<T> value) => new FactShape<T>(value);

    /// <summary>An object or null.</summary>
    public static Shape<T?> OrNull<T>(Shape<T> value)
        where T : class => new OrNullShape<T>(value);

    /// <summary>A plain value or null.</summary>
    public static Shape<T?> OrNone<T>(Shape<T> value)
        where T : struct => new OrNoneShape<T>(value);

    private static bool IsName(string text) => text.Length is > 0 and <= 255 && !text.Any(char.IsControl);

    private static ImmutableArray<string> Sorted(ImmutableArray<string> texts)
    {
        for (int i = 1; i < (texts.IsDefault ? 0 : texts.Length); i++)
        {
            if (string.CompareOrdinal(texts[i - 1], texts[i]) > 0)
            {
                return texts.Sort(StringComparer.Ordinal);
            }
        }

        return texts;
    }

    private static MapKeys<string> TextKeys() => new(StringComparer.Ordinal, key => key, text => (true, text), "a text");
}
