namespace Hippogriff.Pipelines;

/// <summary>
/// Memory of the networks that only read prompts. Their weights can be freed once the prompts are encoded, and are read
/// again from their files for the next ones.
/// </summary>
/// <param name="Bytes">Bytes of their weights; 0 for a model that always keeps them.</param>
/// <param name="IsFreed">Whether they are freed now.</param>
public readonly record struct TextMemory(long Bytes, bool IsFreed = false)
{
    /// <summary>
    /// What a drawing can have freed of a model once its prompts are encoded. LoRAs change the networks that are meant,
    /// so they stay.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="loras">The LoRAs of the drawing.</param>
    public static TextMemory Of(IPictureModel model, IReadOnlyList<LoraChoice>? loras) =>
        loras is { Count: > 0 } ? default : model.TextMemory;

    /// <summary>Bytes that can still be freed.</summary>
    public long Spare => IsFreed ? 0 : Bytes;

    /// <summary>Bytes of the free memory that the next prompts will take.</summary>
    public long Owed => IsFreed ? Bytes : 0;
}
