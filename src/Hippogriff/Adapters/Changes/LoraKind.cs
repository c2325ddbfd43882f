using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters.Changes;

/// <summary>
/// LoRA (2106.09685), for convolutions called LoCon: down and up, in the CP form with a core of the kernel's size
/// between them. Files of kohya, of peft, and of two older versions of diffusers. peft may add a change of the bias.
/// </summary>
internal sealed class LoraKind : IChangeKind
{
    private const string Down = "lora_down",
        Up = "lora_up",
        Mid = "lora_mid",
        Bias = "lora_bias";

    public string Name => "LoRA";

    public IReadOnlyList<TensorEnd> Ends { get; } =
    [
        new(".lora_down.weight", Down),
        new(".lora_up.weight", Up),
        new(".lora_mid.weight", Mid),
        new(".lora_A.weight", Down),
        new(".lora_B.weight", Up),
        new(".lora_A.default.weight", Down),
        new(".lora_B.default.weight", Up),
        new(".lora.down.weight", Down),
        new(".lora.up.weight", Up),
        new(".lora_linear_layer.down.weight", Down),
        new(".lora_linear_layer.up.weight", Up),
        new("_lora.down.weight", Down),
        new("_lora.up.weight", Up),
        new(".lora_B.bias", Bias),
        new(".lora_up.bias", Bias),
    ];

    public IReadOnlyList<string> RankParts => [Down];

    public bool IsDecomposable => true;

    public IEnumerable<FoundChange> Find(LayerTensors layer)
    {
        long[] down = layer.Shape(Down, 2, 4),
            up = layer.Shape(Up, 2, 4);
        if (up.Skip(2).Any(side => side != 1))
            throw layer.Fault($"{Up} has the shape {ChangeShape.Text(up)}, and its kernel may only be 1x1");
        long rank = down[0];
        yield return layer.Has(Mid) ? WithCore(layer, down, up)
        : up[1] == rank
            ? new FoundChange(
                false,
                [up[0], .. down[1..]],
                target => new LoraLayer(target, layer.Read(Down), layer.Read(Up), layer.Scale(rank))
            )
        : throw layer.Fault($"{Up} has {up[1]} columns, and {Down} has {rank} rows");
        if (!layer.Has(Bias))
            yield break;
        long[] bias = layer.Shape(Bias, 1);
        yield return new FoundChange(
            true,
            bias,
            target => new DifferenceChange(target, layer.Read(Bias)) { IsOfBias = true, Scale = layer.Scale(rank) }
        );
    }

    private static FoundChange WithCore(LayerTensors layer, long[] down, long[] up)
    {
        long[] core = layer.Shape(Mid, 4);
        if (core[0] != up[1] || core[1] != down[0] || down.Skip(2).Any(side => side != 1))
            throw layer.Fault(
                $"{Down} {ChangeShape.Text(down)}, {Mid} {ChangeShape.Text(core)} and {Up} {ChangeShape.Text(up)} do "
                    + "not go together"
            );
        return new FoundChange(
            false,
            [up[0], down[1], core[2], core[3]],
            target => new CoreChange(target, layer.Read(Down), layer.Read(Mid), layer.Read(Up), layer.Scale(down[0]))
        );
    }

    /// <summary>scale * core [r', r, kh, kw] times up [out, r'] and down [r, in].</summary>
    private sealed record CoreChange(string Target, Tensor Down, Tensor Core, Tensor Up, double Scale)
        : AdapterChange(Target)
    {
        public override Tensor Delta(Func<Tensor> weight)
        {
            using IDisposable scope = NewDisposeScope();
            Tensor product = einsum("mnhw,om,ni->oihw", Core, ChangeShape.Flat(Up), ChangeShape.Flat(Down));
            return (product * Held(Scale)).MoveToOuterDisposeScope();
        }

        public override void Free()
        {
            Down.Dispose();
            Core.Dispose();
            Up.Dispose();
        }
    }
}
