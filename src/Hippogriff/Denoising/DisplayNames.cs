using Hippogriff.Denoising.Schedulers;

namespace Hippogriff.Denoising;

/// <summary>
/// The names of samplers and schedules in other programs and infotexts, from <see cref="SamplerRegistry.Default"/> and
/// <see cref="ScheduleRegistry.Default"/>.
/// </summary>
public static class DisplayNames
{
    /// <summary>A sampler's name as people read it: "DPM++ 2M"; the own name if there is none.</summary>
    public static string SamplerToDisplay(string own) =>
        SamplerRegistry.Default.Entries.FirstOrDefault(entry => entry.Name == own)?.DisplayName ?? own;

    /// <summary>A schedule's name as people read it: "SGM Uniform"; the own name if there is none.</summary>
    public static string ScheduleToDisplay(string own) =>
        ScheduleRegistry.Default.Entries.FirstOrDefault(entry => entry.Name == own)?.DisplayName ?? own;

    /// <summary>The own name of a schedule that other programs write; as it is written if it is not here.</summary>
    public static string ScheduleFromDisplay(string trade) => ScheduleRegistry.Default.TryFind(trade)?.Name ?? trade;

    /// <summary>The sampler, and the schedule if an older program wrote both in one name ("DPM++ 2M Karras").</summary>
    public static (string Sampler, string? Schedule) SamplerFromDisplay(string trade)
    {
        if (OfTrade(trade) is { } sampler)
            return (sampler, null);
        foreach (ScheduleEntry schedule in ScheduleRegistry.Default.Entries)
        {
            foreach (string name in (string[])[schedule.DisplayName, schedule.Name, .. schedule.Aliases])
                if (Before(name, trade) is { } rest && OfTrade(rest) is { } first)
                    return (first, schedule.Name);
        }
        return (trade, null);
    }

    /// <summary>The same for a name that must be known.</summary>
    /// <exception cref="HippogriffException">No sampler has that name; the message lists them.</exception>
    internal static (SamplerEntry Sampler, string? Schedule) Find(string label)
    {
        (string sampler, string? schedule) = SamplerFromDisplay(label);
        return (SamplerRegistry.Default.Find(sampler), schedule);
    }

    /// <summary>The own names in such a text: "dpmpp_2m karras" for "DPM++ 2M Karras", "euler" for "Euler".</summary>
    /// <inheritdoc cref="Find" path="/exception"/>
    internal static string NameOf(string label)
    {
        (SamplerEntry sampler, string? schedule) = Find(label);
        return schedule is null ? sampler.Name : $"{sampler.Name} {schedule}";
    }

    /// <summary>All texts that name a sampler and a schedule: "DPM++ 2M Karras".</summary>
    internal static IEnumerable<string> Labels() =>
        SamplerRegistry.Default.Entries.SelectMany(sampler =>
            ScheduleRegistry.Default.Entries.Select(schedule => $"{sampler.DisplayName} {schedule.DisplayName}")
        );

    /// <summary>What stands before a last word and the space or underscore between; null if it is not last.</summary>
    private static string? Before(string last, string text) =>
        text.Length > last.Length + 1
        && text.EndsWith(last, StringComparison.OrdinalIgnoreCase)
        && text[^(last.Length + 1)] is (' ' or '_')
            ? text[..^(last.Length + 1)]
            : null;

    /// <summary>
    /// The sampler, and the schedule if both are in one name, for programs with other formats: "k_euler_ancestral",
    /// "dpmpp_2m_sde_gpu", "dpmpp_2m_k", and for diffusers' classes: "DPMSolverMultistepScheduler".
    /// </summary>
    public static (string Sampler, string? Schedule) SamplerFromForeign(string theirs)
    {
        string name = theirs.StartsWith("k_", StringComparison.OrdinalIgnoreCase) ? theirs[2..] : theirs;
        if (name.EndsWith("_gpu", StringComparison.OrdinalIgnoreCase))
            name = name[..^4];
        string? schedule = null;
        if (OfTrade(name) is null && name.EndsWith("_k", StringComparison.OrdinalIgnoreCase))
            (name, schedule) = (name[..^2], "karras");
        (string sampler, string? second) = SamplerFromDisplay(name);
        return (sampler, schedule ?? second);
    }

    private static string? OfTrade(string trade) =>
        SamplerRegistry.Default.TryFind(trade)?.Name ?? SchedulerClass.TryFind(trade)?.Sampler;
}
