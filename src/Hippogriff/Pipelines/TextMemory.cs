namespace Hippogriff.Pipelines;

/// <summary>
/// Memory of the networks that only read prompts. Their weights can be freed once the prompts are encoded, and are read
/// again from their files for the next ones.
/// </summary>
/// <param name="Bytes">Bytes of their weights; 0 for a model that always keeps them.</param>
/// <param name="IsFreed">Whether they are freed now.</param>
public readonly record struct TextMemory(long Bytes, bool IsFreed = false)
{
    /// <summary>Bytes that can still be freed.</summary>
    public long Spare => IsFreed ? 0 : Bytes;

    /// <summary>Bytes of the free memory that the next prompts will take.</summary>
    public long Owed => IsFreed ? Bytes : 0;
}
