namespace Hippogriff.Denoising;

/// <summary>A sampler, and what is said about it.</summary>
/// <param name="Name">The name by which requests ask for it, such as "dpmpp_2m".</param>
/// <param name="Sample">The sampler itself.</param>
public sealed record SamplerEntry(string Name, Sampler Sample)
{
    /// <summary>The name that people read, and that infotexts of other programs give it, such as "DPM++ 2M".</summary>
    public string DisplayName { get; init; } = Name;

    /// <summary>Names that other programs use for the same method; never those of one that only resembles it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Passes through the network that one step costs; the last step may cost fewer.</summary>
    public int PassesPerStep { get; init; } = 1;

    /// <summary>
    /// Order of the method without fresh noise: its error falls with that power of the number of steps, where the
    /// denoiser is smooth.
    /// </summary>
    public int Order { get; init; } = 1;

    /// <summary>
    /// The share of fresh noise that it adds where nothing is said (<see cref="SamplerContext.Eta"/>), 0 to 1; null for
    /// a sampler that takes no such share.
    /// </summary>
    public double? DefaultEta { get; init; }

    /// <summary>Whether <see cref="SamplerContext.Eta"/> changes anything.</summary>
    public bool TakesEta => DefaultEta is not null;

    /// <summary>
    /// Whether it adds fresh noise on its way, so that more steps draw another picture from the same seed.
    /// </summary>
    public bool IsStochastic { get; init; }
}
