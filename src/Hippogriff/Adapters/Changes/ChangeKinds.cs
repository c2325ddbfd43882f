namespace Hippogriff.Adapters.Changes;

/// <summary>All kinds of changes, and the parts of a layer's change by the endings of tensor names.</summary>
internal static class ChangeKinds
{
    /// <summary>The part that divides by the rank: a single number.</summary>
    public const string Alpha = "alpha";

    /// <summary>The part of DoRA: the length of each row or column.</summary>
    public const string Magnitude = "dora_scale";

    /// <summary>The kinds.</summary>
    public static IReadOnlyList<IChangeKind> All { get; } =
    [
        new LoraKind(),
        new LohaKind(),
        new LokrKind(),
        new DifferenceKind(),
        new Ia3Kind(),
        new OftKind(),
        new UnreadKind(),
    ];

    private static readonly TensorEnd[] s_ends =
    [
        .. All.SelectMany(kind => kind.Ends)
            .Concat([
                new TensorEnd(".alpha", Alpha),
                new TensorEnd(".dora_scale", Magnitude),
                new TensorEnd(".lora_magnitude_vector", Magnitude),
                new TensorEnd(".lora_magnitude_vector.weight", Magnitude),
                new TensorEnd(".lora_magnitude_vector.default.weight", Magnitude),
            ])
            .OrderByDescending(end => end.End.Length),
    ];

    /// <summary>Splits a tensor's name into layer and part; null if it belongs to no change.</summary>
    /// <param name="name">The name.</param>
    /// <param name="has">Whether the file has a tensor.</param>
    public static (string Layer, string Part)? Split(string name, Func<string, bool> has)
    {
        foreach (TensorEnd end in s_ends)
            if (
                name.EndsWith(end.End, StringComparison.Ordinal)
                && name.Length > end.End.Length
                && name[..^end.End.Length] is var layer
                && (end.With is null || has(layer + end.With))
            )
                return (layer, end.Part);
        return null;
    }

    /// <summary>The kinds that parts of a layer belong to.</summary>
    public static IEnumerable<IChangeKind> Of(IReadOnlyCollection<string> parts) =>
        All.Where(kind => kind.Ends.Any(end => parts.Contains(end.Part)));
}
