using Hippogriff.Denoising.Schedules;

namespace Hippogriff.Denoising;

/// <summary>A schedule and its names.</summary>
/// <param name="Name">Its name in requests, such as "karras".</param>
/// <param name="Schedule">The schedule itself.</param>
public sealed record ScheduleEntry(string Name, NoiseSchedule Schedule)
{
    /// <summary>Its display name, also used in infotexts of other programs, such as "SGM Uniform".</summary>
    public string DisplayName { get; init; } = Name;

    /// <summary>Names of the same schedule in other programs.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether its first level is below the family's highest.</summary>
    public bool StartsBelow { get; init; }

    /// <summary>Whether its last level is the family's lowest, not 0.</summary>
    public bool EndsAbove { get; init; }

    /// <summary>
    /// Whether it may have more or fewer steps than are asked for, as in the program that it comes from.
    /// </summary>
    public bool HasOwnLength { get; init; }
}

/// <summary>
/// The schedules by name. A program can add its own with <see cref="Register"/> and use it by name in requests.
/// Thread-safe.
/// </summary>
public sealed class ScheduleRegistry
{
    private readonly NameTable<ScheduleEntry> _table = new(
        "schedule",
        entry => [entry.Name, entry.DisplayName, .. entry.Aliases]
    );

    /// <summary>A registry with the schedules of this library.</summary>
    public ScheduleRegistry()
    {
        foreach (ScheduleEntry entry in BuiltIn())
            Register(entry);
    }

    /// <summary>The registry of requests, the command line and the HTTP interfaces.</summary>
    public static ScheduleRegistry Default { get; } = new();

    /// <summary>All schedules in order of registration.</summary>
    public IReadOnlyList<ScheduleEntry> Entries => _table.Entries;

    /// <summary>Their names, for example "karras" or "uniform".</summary>
    public IReadOnlyList<string> Names => _table.Names;

    /// <summary>Adds a schedule.</summary>
    /// <exception cref="ArgumentException">One of its names is empty or already taken.</exception>
    public void Register(ScheduleEntry entry) => _table.Add(entry);

    /// <summary>
    /// The schedule named <paramref name="name"/>, or null. Case, spaces, hyphens and underscores are ignored.
    /// </summary>
    public ScheduleEntry? TryFind(string name) => _table.TryFind(name);

    /// <summary>
    /// The schedule named <paramref name="name"/>, in any spelling that <see cref="TryFind"/> accepts.
    /// </summary>
    /// <exception cref="HippogriffException">No schedule has that name; the message lists them.</exception>
    public NoiseSchedule Get(string name)
    {
        NoiseSchedule schedule = _table.Find(name).Schedule;
        return (family, steps) =>
            steps >= 1
                ? schedule(family, steps)
                : throw new ArgumentOutOfRangeException(nameof(steps), steps, "A schedule has at least 1 step.");
    }

    /// <summary>The name in <see cref="Names"/> for any spelling <paramref name="name"/>.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public string NameOf(string name) => _table.Find(name).Name;

    private static ScheduleEntry[] BuiltIn() =>
        [
            new("karras", (family, steps) => SigmaSchedules.Karras(family, steps)) { DisplayName = "Karras" },
            new("exponential", SigmaSchedules.Exponential) { DisplayName = "Exponential" },
            new("kl_optimal", SigmaSchedules.KlOptimal) { DisplayName = "KL Optimal" },
            new("uniform", TimeSchedules.Uniform) { DisplayName = "Uniform", Aliases = ["normal"] },
            new("sgm_uniform", TimeSchedules.SgmUniform) { DisplayName = "SGM Uniform" },
            new("simple", TimeSchedules.Simple) { DisplayName = "Simple" },
            new("beta", (family, steps) => TimeSchedules.Beta(family, steps)) { DisplayName = "Beta" },
            new("flow_shifted", (family, steps) => TimeSchedules.FlowShifted(family, steps))
            {
                DisplayName = "Flow Shifted",
            },
            new("leading", SpacedSchedules.Leading) { DisplayName = "Leading", StartsBelow = true },
            new("trailing", SpacedSchedules.Trailing) { DisplayName = "Trailing" },
            new("linspace", SpacedSchedules.Linspace) { DisplayName = "Linspace" },
            .. OtherSchedules.All(),
        ];
}
