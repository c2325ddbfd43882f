namespace Hippogriff.Denoising;

/// <summary>A sampler and its metadata.</summary>
/// <param name="Name">Its name in requests, such as "dpmpp_2m".</param>
/// <param name="Sample">The sampler itself.</param>
public sealed record SamplerEntry(string Name, Sampler Sample)
{
    /// <summary>Its display name, also used in infotexts of other programs, such as "DPM++ 2M".</summary>
    public string DisplayName { get; init; } = Name;

    /// <summary>Names of exactly the same method in other programs, not of similar ones.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Network passes per step; the last step may need fewer.</summary>
    public int PassesPerStep { get; init; } = 1;

    /// <summary>
    /// Order of the method without fresh noise: its error falls with that power of the number of steps, where the
    /// denoiser is smooth.
    /// </summary>
    public int Order { get; init; } = 1;

    /// <summary>
    /// The share of fresh noise that it adds if nothing is given (<see cref="SamplerContext.Eta"/>), 0 to 1; null for
    /// a sampler that takes no such share.
    /// </summary>
    public double? DefaultEta { get; init; }

    /// <summary>Whether <see cref="SamplerContext.Eta"/> changes anything.</summary>
    public bool TakesEta => DefaultEta is not null;

    /// <summary>
    /// Whether it adds noise during sampling, so that another number of steps gives another picture for the same seed.
    /// </summary>
    public bool IsStochastic { get; init; }
}
