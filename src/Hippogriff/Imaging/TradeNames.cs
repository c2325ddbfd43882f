namespace Hippogriff.Imaging;

/// <summary>The names that infotexts give to samplers and schedules, beside those of this library.</summary>
internal static class TradeNames
{
    private static readonly (string Own, string Trade)[] SamplerTable =
    [
        ("euler", "Euler"), ("euler_ancestral", "Euler a"), ("heun", "Heun"), ("dpm2", "DPM2"), ("dpm2_ancestral", "DPM2 a"),
        ("dpmpp_2m", "DPM++ 2M"), ("dpmpp_2m_sde", "DPM++ 2M SDE"), ("dpmpp_sde", "DPM++ SDE"), ("dpmpp_3m_sde", "DPM++ 3M SDE"),
        ("dpmpp_2s_ancestral", "DPM++ 2S a"), ("unipc", "UniPC"), ("ddim", "DDIM"), ("ddpm", "DDPM"), ("lms", "LMS"), ("lcm", "LCM"),
    ];

    private static readonly (string Own, string Trade)[] ScheduleTable =
    [
        ("karras", "Karras"), ("exponential", "Exponential"), ("kl_optimal", "KL Optimal"), ("uniform", "Uniform"), ("sgm_uniform", "SGM Uniform"),
        ("simple", "Simple"), ("beta", "Beta"), ("normal", "Normal"), ("flow_shifted", "Flow Shifted"),
    ];

    public static string SamplerToTrade(string own) => Array.Find(SamplerTable, row => row.Own == own).Trade ?? own;

    public static string ScheduleToTrade(string own) => Array.Find(ScheduleTable, row => row.Own == own).Trade ?? own;

    public static string ScheduleFromTrade(string trade) => FromTrade(ScheduleTable, trade) ?? trade;

    /// <summary>The sampler, and the schedule where an older program wrote both in one ("DPM++ 2M Karras").</summary>
    public static (string Sampler, string? Schedule) SamplerFromTrade(string trade)
    {
        if (FromTrade(SamplerTable, trade) is { } sampler) return (sampler, null);
        foreach ((string own, string name) in ScheduleTable)
        {
            if (trade.EndsWith(" " + name, StringComparison.OrdinalIgnoreCase) && FromTrade(SamplerTable, trade[..^(name.Length + 1)]) is { } first) return (first, own);
        }
        return (trade, null);
    }

    private static string? FromTrade((string Own, string Trade)[] table, string trade) =>
        Array.Find(table, row => string.Equals(row.Trade, trade, StringComparison.OrdinalIgnoreCase) || string.Equals(row.Own, trade, StringComparison.OrdinalIgnoreCase)).Own;
}
