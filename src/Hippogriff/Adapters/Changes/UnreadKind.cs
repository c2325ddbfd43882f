namespace Hippogriff.Adapters.Changes;

/// <summary>Kinds that are known, and refused by name.</summary>
internal sealed class UnreadKind : IChangeKind
{
    private static readonly (string End, string Name)[] s_kinds =
    [
        (".oft_diag", "BOFT"),
        (".oft_R.weight", "peft's OFT"),
        (".boft_R", "BOFT"),
        (".a1.weight", "GLoRA"),
        (".a2.weight", "GLoRA"),
        (".b1.weight", "GLoRA"),
        (".b2.weight", "GLoRA"),
        (".vera_lambda_d", "VeRA"),
    ];

    public string Name => "another kind";

    public IReadOnlyList<TensorEnd> Ends { get; } =
    [.. s_kinds.Select(kind => new TensorEnd(kind.End, kind.End.Trim('.')))];

    public IEnumerable<FoundChange> Find(LayerTensors layer) =>
        throw layer.Unread(s_kinds.First(kind => layer.Has(kind.End.Trim('.'))).Name);
}
