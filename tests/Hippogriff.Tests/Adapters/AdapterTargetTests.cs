using Hippogriff.Adapters;
using Hippogriff.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Adapters;

/// <summary>A network with fused q, k and v, whose public files have them apart and by other names.</summary>
public sealed class AdapterTargetTests : IDisposable
{
    private static readonly LoraBase s_base = new("fused", "0123456789");
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Fused _model = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private sealed class Fused : IAdapterTarget
    {
        public Fused()
        {
            Network = nn.Sequential(
                ("qkv", nn.Linear(4, 12, hasBias: false)),
                ("point", nn.Linear(4, 4, hasBias: false)),
                ("a", nn.Linear(4, 2, hasBias: false)),
                ("b", nn.Linear(4, 6, hasBias: false))
            );
            WeightMap diffusers = WeightMap
                .Same.Make("^qkv.weight$", _ => Weight.Concat(0, Part("to_q"), Part("to_k"), Part("to_v")))
                .Make("^point.weight$", _ => Weight.Fit(Weight.Of("attn.proj_in.weight")))
                .Make("^a.weight$", _ => Weight.Slice(Weight.Of("attn.both.weight"), 0, 0, 2))
                .Make("^b.weight$", _ => Weight.Slice(Weight.Of("attn.both.weight"), 0, 2, 8));
            WeightMap ldm = diffusers.Replace(@"^attn\.", "middle_block.1.");
            Networks =
            [
                new("unet", Network)
                {
                    FlatPrefixes = ["lora_unet_"],
                    DottedPrefixes = ["unet."],
                    Layouts = [WeightMap.Same, diffusers, ldm],
                },
                new("text_encoder_2", nn.Sequential(("fc", nn.Linear(4, 4, hasBias: false))))
                {
                    FlatPrefixes = ["lora_te2_"],
                    DottedPrefixes = ["text_encoder_2."],
                },
            ];
            using IDisposable noGradient = no_grad();
            foreach (Parameter parameter in Networks.SelectMany(network => network.Module.parameters()))
                parameter.zero_();
        }

        public nn.Module<Tensor, Tensor> Network { get; }

        public IReadOnlyList<AdapterNetwork> Networks { get; }

        private static WeightExpression Part(string name) => Weight.Of($"attn.{name}.weight");

        public float[,] Rows(string layer)
        {
            Tensor weight = Networks
                .SelectMany(n => n.Module.state_dict())
                .First(p => p.Key == layer + ".weight")
                .Value;
            float[] numbers = weight.contiguous().data<float>().ToArray();
            float[,] rows = new float[weight.shape[0], 4];
            Buffer.BlockCopy(numbers, 0, rows, 0, numbers.Length * sizeof(float));
            return rows;
        }
    }

    /// <summary>A change of rank 1: row i of the layer gets (i + 1) * value in all columns.</summary>
    private static void Layer(Dictionary<string, Tensor> file, string name, float value, long rows, bool point = false)
    {
        long[] ends = point ? [1, 1] : [];
        file[$"{name}.lora_down.weight"] = full([1, 4, .. ends], Held(value));
        file[$"{name}.lora_up.weight"] = arange(Held(1), Held(rows + 1), Held(1), dtype: ScalarType.Float32)
            .view([rows, 1, .. ends]);
    }

    private Lora Read(Dictionary<string, Tensor> file)
    {
        SafetensorsWriter.Write(_folder.In("l.safetensors"), file);
        return LoraFile.Read(_folder.In("l.safetensors"), _model, null, s_base);
    }

    [Theory]
    [InlineData("lora_unet_attn_to_k")]
    [InlineData("unet.attn.to_k")]
    [InlineData("lora_unet_middle_block_1_to_k")]
    public void A_layer_that_is_apart_in_the_file_changes_its_rows_of_the_fused_one(string name)
    {
        Dictionary<string, Tensor> file = [];
        Layer(file, name, 2, 4);
        using Lora lora = Read(file);
        using (LoraMerge.Into(_model, [(lora, 0.5)]))
        {
            float[,] rows = _model.Rows("qkv");
            Assert.Equal([0f, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0], Enumerable.Range(0, 12).Select(i => rows[i, 3]));
        }
        Assert.All(_model.Rows("qkv").Cast<float>(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void A_layer_that_is_fused_in_the_file_changes_all_that_are_apart_in_the_network()
    {
        Dictionary<string, Tensor> file = [];
        Layer(file, "unet.attn.both", 1, 8);
        using Lora lora = Read(file);
        Assert.Equal(["unet.a", "unet.b"], lora.Layers.Select(layer => layer.Target).Order());
        using LoraMerge merge = LoraMerge.Into(_model, [(lora, 1)]);
        Assert.Equal(2, _model.Rows("a")[1, 0]);
        Assert.Equal(3, _model.Rows("b")[0, 0]);
        Assert.Equal(8, _model.Rows("b")[5, 0]);
    }

    [Fact]
    public void The_second_text_encoder_and_a_point_convolution_have_names_of_their_own()
    {
        Dictionary<string, Tensor> file = [];
        Layer(file, "lora_te2_fc", 1, 4);
        Layer(file, "lora_unet_attn_proj_in", 1, 4, point: true);
        using Lora lora = Read(file);
        using LoraMerge merge = LoraMerge.Into(_model, [(lora, 1)]);
        Assert.Equal(4, _model.Rows("fc")[3, 0]);
        Assert.Equal(4, _model.Rows("point")[3, 0]);
    }

    [Fact]
    public void All_three_parts_and_a_layer_by_the_networks_own_name_add_up()
    {
        Dictionary<string, Tensor> file = [],
            other = [];
        foreach (string part in new[] { "q", "k", "v" })
            Layer(file, $"unet.attn.to_{part}", 1, 4);
        Layer(other, "unet.qkv", 1, 12);
        using Lora apart = Read(file),
            whole = Read(other);
        using LoraMerge merge = LoraMerge.Into(_model, [(apart, 1), (whole, 1)]);
        float[,] rows = _model.Rows("qkv");
        Assert.Equal(1 + 1, rows[0, 0]);
        Assert.Equal(4 + 12, rows[11, 0]);
    }

    [Fact]
    public void A_part_of_another_size_and_a_layer_twice_are_refused()
    {
        Refused("'unet.attn.to_q'", file => Layer(file, "unet.attn.to_q", 1, 12));
        Refused(
            "twice",
            file =>
            {
                Layer(file, "unet.attn.to_q", 1, 4);
                Layer(file, "lora_unet_middle_block_1_to_q", 1, 4);
            }
        );
        Refused("list of words", file => file["bundle_emb.rex.text_encoder"] = zeros(1, 4));

        void Refused(string fragment, Action<Dictionary<string, Tensor>> spoil)
        {
            Dictionary<string, Tensor> file = [];
            Layer(file, "unet.point", 1, 4);
            spoil(file);
            Assert.Contains(fragment, Assert.Throws<HippogriffException>(() => Read(file)).Message);
        }
    }

    [Fact]
    public void Another_kind_of_change_may_ask_for_the_weight_as_the_file_has_it()
    {
        using (no_grad())
            _model
                .Networks[0]
                .Module.state_dict()["qkv.weight"]
                .copy_(arange(Held(0), Held(48), Held(1), dtype: ScalarType.Float32).view(12, 4));
        AdapterPlace keys = new("attn.to_k.weight", _model.Networks[0].Layouts[1].ExpressionOf("qkv.weight"));
        using Lora lora = new("doubled", null, [], new Dictionary<string, Tensor>())
        {
            Others = [new Doubling("unet.qkv") { Place = keys }],
        };
        using LoraMerge merge = LoraMerge.Into(_model, [(lora, 1)]);
        float[,] rows = _model.Rows("qkv");
        Assert.Equal((12f, 2 * 16f, 32f), (rows[3, 0], rows[4, 0], rows[8, 0]));
    }

    /// <summary>Adds the layer to itself, as kinds do that depend on the weight.</summary>
    private sealed record Doubling(string Target) : AdapterChange(Target)
    {
        public override Tensor Delta(Func<Tensor> weight) => weight().clone();

        public override void Free() { }
    }
}
