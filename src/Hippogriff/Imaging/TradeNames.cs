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

    /// <summary>The names that programs with other forms of settings give to samplers where they are neither ours nor the usual ones.</summary>
    private static readonly (string Theirs, string Own)[] ForeignTable =
    [
        ("euler_a", "euler_ancestral"), ("dpm_2", "dpm2"), ("dpm_2_ancestral", "dpm2_ancestral"), ("dpm2_a", "dpm2_ancestral"), ("uni_pc", "unipc"), ("uni_pc_bh2", "unipc"),
        ("kdpm_2", "dpm2"), ("kdpm_2_a", "dpm2_ancestral"), ("dpmpp_2m_sde_heun", "dpmpp_2m_sde"), ("euler_cfg_pp", "euler"), ("euler_ancestral_cfg_pp", "euler_ancestral"),
    ];

    /// <summary>The sampler, and the schedule where both are in one name, as programs with other forms of settings call them: "k_euler_ancestral", "dpmpp_2m_sde_gpu", "dpmpp_2m_k".</summary>
    public static (string Sampler, string? Schedule) SamplerFromForeign(string theirs)
    {
        string name = theirs.StartsWith("k_", StringComparison.OrdinalIgnoreCase) ? theirs[2..] : theirs;
        if (name.EndsWith("_gpu", StringComparison.OrdinalIgnoreCase)) name = name[..^4];
        string? schedule = null;
        if (name.EndsWith("_k", StringComparison.OrdinalIgnoreCase)) (name, schedule) = (name[..^2], "karras");
        if (Array.Find(ForeignTable, row => string.Equals(row.Theirs, name, StringComparison.OrdinalIgnoreCase)).Own is { } own) return (own, schedule);
        (string sampler, string? second) = SamplerFromTrade(name);
        return (sampler, schedule ?? second);
    }

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
