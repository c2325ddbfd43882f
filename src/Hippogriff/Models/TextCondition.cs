using static TorchSharp.torch;

namespace Hippogriff.Models;

/// <summary>Prompts as coordinates: what a text encoder hands to a denoiser network.</summary>
/// <param name="Tokens">One vector a word, [N, L, D].</param>
/// <param name="Pooled">One vector a prompt, [N, D].</param>
public sealed record TextCondition(Tensor Tokens, Tensor Pooled) : IDisposable
{
    /// <summary>The same prompts for a batch of <paramref name="count"/>: each row repeated in place.</summary>
    public TextCondition Repeat(long count) =>
        new(Tokens.repeat_interleave(count, 0), Pooled.repeat_interleave(count, 0));

    /// <summary>One of the prompts, as a batch of one.</summary>
    public TextCondition Row(long row) => new(Tokens.narrow(0, row, 1), Pooled.narrow(0, row, 1));

    /// <summary>These prompts, then those of <paramref name="other"/>.</summary>
    public TextCondition Then(TextCondition other) =>
        new(cat([Tokens, other.Tokens], 0), cat([Pooled, other.Pooled], 0));

    public void Dispose()
    {
        Tokens.Dispose();
        Pooled.Dispose();
    }
}
