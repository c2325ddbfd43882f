using static TorchSharp.torch;

namespace Hippogriff.Conditioning;

/// <summary>
/// The condition of a denoiser network: K rows, each for N pictures of a batch of K * N. A text encoder makes the rows
/// from prompts. They can be selected, repeated, joined and moved.
/// </summary>
/// <param name="Tokens">One vector a token, [K, L, D].</param>
/// <param name="Pooled">One vector a prompt, [K, P]; null for networks that take none.</param>
public sealed record Condition(Tensor Tokens, Tensor? Pooled) : IDisposable
{
    private static readonly Dictionary<string, Tensor> s_none = [];

    /// <summary>Token mask [K, L]: 1 is read, 0 is not. Null: all tokens are read.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>
    /// Further inputs of a network, each with K rows, by the names in <see cref="ExtraInputs"/> or the network's own.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Extra { get; init; } = s_none;

    /// <summary>Number of rows K.</summary>
    public long Rows => Tokens.shape[0];

    /// <summary>The further input named <paramref name="name"/>, [K, ...]; null if there is none.</summary>
    public Tensor? ExtraOf(string name) => Extra.GetValueOrDefault(name);

    /// <summary>The pooled vectors [K, P].</summary>
    /// <exception cref="ArgumentException">There are none, and the network needs them.</exception>
    public Tensor RequirePooled() =>
        Pooled ?? throw new ArgumentException("This network needs a pooled vector for each prompt.");

    /// <summary>These rows with a further input added or replaced.</summary>
    public Condition With(string name, Tensor value) =>
        this with
        {
            Extra = new Dictionary<string, Tensor>(Extra) { [name] = value },
        };

    /// <summary>Some of the rows in the given order, possibly repeated. Consecutive rows are views.</summary>
    public Condition Select(params IReadOnlyList<int> rows)
    {
        bool follow = rows.Select((row, i) => row - i).Distinct().Count() == 1;
        long[] numbers = [.. rows.Select(row => (long)row)];
        return Map(x =>
        {
            if (follow)
                return x.narrow(0, rows[0], rows.Count);
            using Tensor places = tensor(numbers, device: x.device);
            return x.index_select(0, places);
        });
    }

    /// <summary>One of the rows.</summary>
    public Condition Row(int row) => Select(row);

    /// <summary>Each row repeated in place, for a batch with <paramref name="count"/> pictures per row.</summary>
    public Condition Repeat(long count) => Map(x => x.repeat_interleave(count, 0));

    /// <summary>
    /// These rows, then those of <paramref name="other"/>. Guidance joins two conditions in this way: the negative
    /// prompt first, then the prompts.
    /// </summary>
    /// <exception cref="ArgumentException">The two have different inputs or prompt lengths.</exception>
    public Condition Then(Condition other)
    {
        if (
            Pooled is null != other.Pooled is null
            || Tokens.shape[1] != other.Tokens.shape[1]
            || !Extra.Keys.Order().SequenceEqual(other.Extra.Keys.Order())
        )
            throw new ArgumentException("Conditions that are joined have the same inputs.", nameof(other));
        Tensor? mask = Mask is null && other.Mask is null ? null : cat([MaskOrOnes(), other.MaskOrOnes()], 0);
        return new Condition(
            cat([Tokens, other.Tokens], 0),
            Pooled is null ? null : cat([Pooled, other.RequirePooled()], 0)
        )
        {
            Mask = mask,
            Extra = Extra.ToDictionary(input => input.Key, input => cat([input.Value, other.Extra[input.Key]], 0)),
        };
    }

    /// <summary>The condition on another device, and with another floating-point type if given.</summary>
    public Condition To(Device device, ScalarType? type = null) =>
        Map(x => type is { } wanted && x.is_floating_point() ? x.to(wanted, device) : x.to(device));

    /// <summary>Maps every tensor to another with the same number of rows.</summary>
    public Condition Map(Func<Tensor, Tensor> turn) =>
        new(turn(Tokens), Pooled is null ? null : turn(Pooled))
        {
            Mask = Mask is null ? null : turn(Mask),
            Extra = Extra.Count == 0 ? s_none : Extra.ToDictionary(input => input.Key, input => turn(input.Value)),
        };

    private Tensor MaskOrOnes() => Mask ?? ones(Tokens.shape[0], Tokens.shape[1], device: Tokens.device);

    /// <summary>Frees all tensors.</summary>
    public void Dispose()
    {
        Tokens.Dispose();
        Pooled?.Dispose();
        Mask?.Dispose();
        foreach (Tensor input in Extra.Values)
            input.Dispose();
    }
}
