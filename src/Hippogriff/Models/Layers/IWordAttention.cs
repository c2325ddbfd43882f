namespace Hippogriff.Models.Layers;

/// <summary>An attention layer that can report how much of its attention each word gets.</summary>
internal interface IWordAttention
{
    /// <summary>Whether it reads words at all.</summary>
    bool ReadsWords { get; }

    /// <summary>Receives the attention share of each word at each position, if set.</summary>
    AttentionCapture? Capture { get; set; }
}
