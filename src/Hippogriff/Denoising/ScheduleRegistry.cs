using Hippogriff.Denoising.Schedules;

namespace Hippogriff.Denoising;

/// <summary>A schedule and its names.</summary>
/// <param name="Name">The name by which requests ask for it, such as "karras".</param>
/// <param name="Schedule">The schedule itself.</param>
public sealed record ScheduleEntry(string Name, NoiseSchedule Schedule)
{
    /// <summary>
    /// The name that people read, and that infotexts of other programs give it, such as "SGM Uniform".
    /// </summary>
    public string DisplayName { get; init; } = Name;

    /// <summary>Names that other programs use for the same schedule.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

/// <summary>
/// The schedules by name. A program adds its own with <see cref="Register"/>; requests then ask for it by name like for
/// any other. Safe to use from several threads.
/// </summary>
public sealed class ScheduleRegistry
{
    private readonly NameTable<ScheduleEntry> _table = new(
        "schedule",
        entry => [entry.Name, entry.DisplayName, .. entry.Aliases]
    );

    /// <summary>A registry that holds the schedules of this library.</summary>
    public ScheduleRegistry()
    {
        foreach (ScheduleEntry entry in BuiltIn())
            Register(entry);
    }

    /// <summary>The registry that requests, the command line and the HTTP interfaces look into.</summary>
    public static ScheduleRegistry Default { get; } = new();

    /// <summary>All schedules in the order in which they were registered.</summary>
    public IReadOnlyList<ScheduleEntry> Entries => _table.Entries;

    /// <summary>Their names, for example "karras" or "uniform".</summary>
    public IReadOnlyList<string> Names => _table.Names;

    /// <summary>Adds a schedule.</summary>
    /// <exception cref="ArgumentException">Its name, or another of its names, is empty or already taken.</exception>
    public void Register(ScheduleEntry entry) => _table.Add(entry);

    /// <summary>
    /// The schedule called <paramref name="name"/>, or null. Case, spaces, dashes and underscores do not matter.
    /// </summary>
    public ScheduleEntry? TryFind(string name) => _table.TryFind(name);

    /// <summary>
    /// The schedule called <paramref name="name"/>, in any spelling that <see cref="TryFind"/> understands.
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

    /// <summary>
    /// The name in <see cref="Names"/> of the schedule that <paramref name="name"/>, in any spelling, means.
    /// </summary>
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
        ];
}
