using Hippogriff.Denoising.Samplers;

namespace Hippogriff.Denoising;

/// <summary>
/// The samplers by name. A program can add its own with <see cref="Register"/> and use it by name in requests.
/// Thread-safe.
/// </summary>
public sealed class SamplerRegistry
{
    private readonly NameTable<SamplerEntry> _table = new(
        "sampler",
        entry => [entry.Name, entry.DisplayName, .. entry.Aliases],
        DisplayNames.Labels
    );

    /// <summary>A registry with the samplers of this library.</summary>
    public SamplerRegistry()
    {
        foreach (SamplerEntry entry in BuiltIn())
            Register(entry);
    }

    /// <summary>The registry of requests, the command line and the HTTP interfaces.</summary>
    public static SamplerRegistry Default { get; } = new();

    /// <summary>All samplers in order of registration.</summary>
    public IReadOnlyList<SamplerEntry> Entries => _table.Entries;

    /// <summary>Their names, for example "euler" or "dpmpp_2m".</summary>
    public IReadOnlyList<string> Names => _table.Names;

    /// <summary>The names of those that take a share of fresh noise (<see cref="SamplerEntry.TakesEta"/>).</summary>
    internal IEnumerable<string> NamesOfEta => Entries.Where(entry => entry.TakesEta).Select(entry => entry.Name);

    /// <summary>Adds a sampler.</summary>
    /// <exception cref="ArgumentException">One of its names is empty or already taken.</exception>
    public void Register(SamplerEntry entry) => _table.Add(entry);

    /// <summary>
    /// The sampler named <paramref name="name"/>, or null. Case, spaces, hyphens and underscores are ignored, and "++"
    /// equals "pp". The names of other programs ("DPM++ 2M SDE", "Euler a", "uni_pc") are accepted.
    /// </summary>
    public SamplerEntry? TryFind(string name) => _table.TryFind(name);

    /// <summary>
    /// The sampler called <paramref name="name"/> with what is said about it, in any spelling that
    /// <see cref="TryFind"/> understands.
    /// </summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public SamplerEntry Find(string name) => _table.Find(name);

    /// <summary>
    /// The sampler named <paramref name="name"/>, in any spelling that <see cref="TryFind"/> accepts.
    /// </summary>
    /// <exception cref="HippogriffException">No sampler has that name; the message lists them.</exception>
    public Sampler Get(string name) => _table.Find(name).Sample;

    /// <summary>The name in <see cref="Names"/> for any spelling <paramref name="name"/>.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public string NameOf(string name) => _table.Find(name).Name;

    private static SamplerEntry[] BuiltIn() =>
        [
            new("euler", Euler.Sample) { DisplayName = "Euler" },
            new("euler_ancestral", EulerAncestral.Sample)
            {
                DisplayName = "Euler a",
                IsStochastic = true,
                DefaultEta = 1,
            },
            new("heun", Heun.Sample)
            {
                DisplayName = "Heun",
                PassesPerStep = 2,
                Order = 2,
            },
            new("dpm2", Dpm2.Sample)
            {
                DisplayName = "DPM2",
                Aliases = ["kdpm_2"],
                Order = 2,
                PassesPerStep = 2,
            },
            new("dpm2_ancestral", Dpm2Ancestral.Sample)
            {
                DisplayName = "DPM2 a",
                Aliases = ["kdpm_2_a"],
                Order = 2,
                PassesPerStep = 2,
                IsStochastic = true,
                DefaultEta = 1,
            },
            new("dpmpp_2m", DpmPlusPlus2M.Sample) { DisplayName = "DPM++ 2M", Order = 2 },
            new("dpmpp_2m_sde", DpmPlusPlus2MSde.Sample)
            {
                DisplayName = "DPM++ 2M SDE",
                Order = 2,
                IsStochastic = true,
                DefaultEta = 1,
            },
            new("dpmpp_sde", DpmPlusPlusSde.Sample)
            {
                DisplayName = "DPM++ SDE",
                Order = 2,
                PassesPerStep = 2,
                IsStochastic = true,
                DefaultEta = 1,
            },
            new("dpmpp_3m_sde", DpmPlusPlus3MSde.Sample)
            {
                DisplayName = "DPM++ 3M SDE",
                Order = 3,
                IsStochastic = true,
                DefaultEta = 1,
            },
            new("unipc", UniPc.Sample) { DisplayName = "UniPC", Order = 3 },
            new("ddim", Ddim.Sample) { DisplayName = "DDIM", DefaultEta = 0 },
            new("ddpm", Ddpm.Sample) { DisplayName = "DDPM", IsStochastic = true },
            new("lms", Lms.Sample) { DisplayName = "LMS", Order = 4 },
            new("lcm", Lcm.Sample) { DisplayName = "LCM", IsStochastic = true },
            .. OtherPrograms.Samplers(),
        ];
}
