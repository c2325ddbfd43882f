using Hippogriff.Adapters;
using Hippogriff.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Adapters;

/// <summary>Each kind of change against its formula, written out as sums.</summary>
public sealed class ChangeKindTests : IDisposable
{
    private const string Linear = "lora_unet_linear",
        Conv = "lora_unet_conv";
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly PlainTarget _model = new();

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
    }

    private static Tensor Filled(int seed, params long[] shape) => PlainTarget.Filled(seed, shape);

    /// <summary>Merges a file, compares with the expected changes, and sees that all bits come back.</summary>
    private void Require(
        Dictionary<string, Tensor> file,
        string layer,
        Func<int, double> change,
        double times = 0.6,
        Dictionary<string, string>? metadata = null
    )
    {
        float[] before = _model.Numbers(layer);
        using (Lora lora = _model.Read(file, metadata))
        using (LoraMerge.Into(_model, [(lora, times)]))
        {
            float[] after = _model.Numbers(layer);
            for (int i = 0; i < before.Length; i++)
                Assert.Equal(before[i] + times * change(i), after[i], 1e-5);
        }
        Assert.Equal(before, _model.Numbers(layer));
    }

    private static double At(Tensor tensor, params long[] at) => tensor[at].item<float>();

    [Fact]
    public void A_core_stands_between_down_and_up_and_alpha_is_divided_by_the_rank()
    {
        Tensor down = Filled(1, 3, 2, 1, 1),
            core = Filled(2, 2, 3, 3, 3),
            up = Filled(3, 4, 2, 1, 1);
        Require(
            new()
            {
                [Conv + ".lora_down.weight"] = down,
                [Conv + ".lora_mid.weight"] = core,
                [Conv + ".lora_up.weight"] = up,
                [Conv + ".alpha"] = tensor(1.5f),
            },
            "conv.weight",
            i =>
            {
                int o = i / 18,
                    c = i / 9 % 2,
                    h = i / 3 % 3,
                    w = i % 3;
                double sum = 0;
                for (int m = 0; m < 2; m++)
                for (int n = 0; n < 3; n++)
                    sum += At(up, o, m, 0, 0) * At(core, m, n, h, w) * At(down, n, c, 0, 0);
                return sum * 1.5 / 3;
            }
        );
    }

    [Fact]
    public void Loha_multiplies_two_products_also_with_cores()
    {
        Tensor[] w = [Filled(1, 2, 4), Filled(2, 2, 2), Filled(3, 2, 4), Filled(4, 2, 2)];
        Tensor[] t = [Filled(5, 2, 2, 3, 3), Filled(6, 2, 2, 3, 3)];
        Dictionary<string, Tensor> file = new()
        {
            [Conv + ".hada_w1_a"] = w[0],
            [Conv + ".hada_w1_b"] = w[1],
            [Conv + ".hada_w2_a"] = w[2],
            [Conv + ".hada_w2_b"] = w[3],
            [Conv + ".hada_t1"] = t[0],
            [Conv + ".hada_t2"] = t[1],
            [Conv + ".alpha"] = tensor(3f),
        };
        Require(file, "conv.weight", i => 1.5 * Product(i, 0) * Product(i, 1));

        double Product(int i, int which)
        {
            double sum = 0;
            for (int p = 0; p < 2; p++)
            for (int q = 0; q < 2; q++)
                sum +=
                    At(t[which], p, q, i / 3 % 3, i % 3)
                    * At(w[2 * which], p, i / 18)
                    * At(w[2 * which + 1], q, i / 9 % 2);
            return sum;
        }
    }

    [Fact]
    public void Lokr_is_a_kronecker_product_and_alpha_counts_only_for_a_factor_of_low_rank()
    {
        Tensor first = Filled(1, 2, 2),
            second = Filled(2, 3, 2),
            a = Filled(3, 3, 1),
            b = Filled(4, 1, 2);
        Dictionary<string, Tensor> whole = new()
        {
            [Linear + ".lokr_w1"] = first,
            [Linear + ".lokr_w2"] = second,
            [Linear + ".alpha"] = tensor(1e10f),
        };
        Require(whole, "linear.weight", i => At(first, i / 12, i / 2 % 2) * At(second, i / 4 % 3, i % 2));
        Dictionary<string, Tensor> low = new()
        {
            [Linear + ".lokr_w1"] = first,
            [Linear + ".lokr_w2_a"] = a,
            [Linear + ".lokr_w2_b"] = b,
            [Linear + ".alpha"] = tensor(0.5f),
        };
        Require(low, "linear.weight", i => 0.5 * At(first, i / 12, i / 2 % 2) * At(a, i / 4 % 3, 0) * At(b, 0, i % 2));
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(1, 4)]
    [InlineData(6, 0)]
    public void Dora_scales_rows_or_columns_of_the_merged_weight_by_the_shape_of_its_scale(long rows, long columns)
    {
        bool ofRows = rows == 6;
        Tensor scale = Filled(7, columns == 0 ? [6] : [rows, columns]),
            down = Filled(1, 1, 4),
            up = Filled(2, 6, 1);
        float[] old = _model.Numbers("linear.weight");
        string end = columns == 0 ? ".lora_magnitude_vector" : ".dora_scale";
        Require(
            new()
            {
                [Linear + ".lora_down.weight"] = down,
                [Linear + ".lora_up.weight"] = up,
                [Linear + end] = scale,
            },
            "linear.weight",
            i =>
            {
                IEnumerable<int> others = Enumerable.Range(0, 24).Where(j => ofRows ? j / 4 == i / 4 : j % 4 == i % 4);
                double length = Math.Sqrt(others.Sum(j => Whole(j) * Whole(j)));
                return scale.flatten()[ofRows ? i / 4 : i % 4].item<float>() * Whole(i) / length - old[i];
            }
        );

        double Whole(int i) => old[i] + At(up, i / 4, 0) * At(down, 0, i % 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Ia3_multiplies_outputs_or_inputs(int onInput)
    {
        Tensor factors = Filled(1, onInput == 1 ? 4 : 6);
        float[] old = _model.Numbers("linear.weight");
        Require(
            new() { [Linear + ".weight"] = factors, [Linear + ".on_input"] = tensor((float)onInput) },
            "linear.weight",
            i => old[i] * At(factors, onInput == 1 ? i % 4 : i / 4)
        );
    }

    [Fact]
    public void Oft_turns_blocks_of_rows_and_keeps_their_lengths()
    {
        using Lora lora = _model.Read(new() { [Linear + ".oft_blocks"] = Filled(3, 3, 2, 2) });
        float[] old = _model.Numbers("linear.weight");
        using LoraMerge merge = LoraMerge.Into(_model, [(lora, 1)]);
        float[] turned = _model.Numbers("linear.weight");
        for (int block = 0; block < 3; block++)
        for (int column = 0; column < 4; column++)
        {
            (int a, int b) = (block * 8 + column, block * 8 + 4 + column);
            Assert.Equal(old[a] * old[a] + old[b] * old[b], turned[a] * turned[a] + turned[b] * turned[b], 1e-4);
            Assert.True(Math.Abs(old[a] - turned[a]) > 1e-3);
        }
    }

    [Fact]
    public void A_file_that_was_read_and_disposed_leaves_no_tensor()
    {
        Dictionary<string, Tensor>[] files =
        [
            new()
            {
                [Linear + ".lora_down.weight"] = Filled(1, 2, 4),
                [Linear + ".lora_up.weight"] = Filled(2, 6, 2),
                [Linear + ".dora_scale"] = Filled(3, 6, 1),
                [Linear + ".alpha"] = tensor(1f),
            },
            new() { [Linear + ".oft_blocks"] = Filled(3, 3, 2, 2), [Linear + ".alpha"] = tensor(1f) },
            new() { [Linear + ".weight"] = Filled(1, 6), [Linear + ".on_input"] = tensor(0f) },
        ];
        foreach (Dictionary<string, Tensor> file in files)
        {
            long before = TinyNetworks.Live;
            _model.Read(file).Dispose();
            Assert.Equal(before, TinyNetworks.Live);
        }
    }

    [Fact]
    public void Differences_of_weights_biases_and_norms_are_added()
    {
        Tensor bias = Filled(1, 6),
            norm = Filled(2, 6);
        Dictionary<string, Tensor> file = new()
        {
            [Linear + ".diff_b"] = bias,
            ["lora_unet_norm.w_norm"] = norm,
            ["lora_unet_norm.b_norm"] = bias,
        };
        Require(file, "linear.bias", i => At(bias, i));
        Require(file, "norm.weight", i => At(norm, i));
        Require(file, "norm.bias", i => At(bias, i));
    }

    [Fact]
    public void Peft_says_alpha_in_the_header_by_ends_of_names_and_divides_by_the_root_where_asked()
    {
        Dictionary<string, Tensor> file = new()
        {
            ["unet.linear.lora_A.weight"] = ones(4, 4),
            ["unet.linear.lora_B.weight"] = ones(6, 4),
            ["unet.linear.lora_B.bias"] = ones(6),
        };
        Said("{\"unet.lora_alpha\": 2}", 4 * 2.0 / 4, 2.0 / 4);
        Said("{\"unet.lora_alpha\": 2, \"unet.alpha_pattern\": {\"linear\": 6}}", 4 * 6.0 / 4, 6.0 / 4);
        Said("{\"unet.lora_alpha\": 2, \"unet.alpha_pattern\": {\"near\": 6}}", 4 * 2.0 / 4, 2.0 / 4);
        Said("{\"unet.lora_alpha\": 3, \"unet.use_rslora\": true}", 4 * 3.0 / 2, 3.0 / 2);
        Said("{\"text_encoder.lora_alpha\": 3}", 4, 1);

        void Said(string json, double weight, double bias)
        {
            Dictionary<string, string> metadata = new() { ["lora_adapter_metadata"] = json };
            Require(file, "linear.weight", _ => weight, metadata: metadata);
            Require(file, "linear.bias", _ => bias, metadata: metadata);
        }
    }

    [Fact]
    public void Peft_s_folder_says_alpha_beside_its_file_and_only_for_its_own_names()
    {
        _model.Folder.Write("adapter_config.json", "{\"lora_alpha\": 6, \"r\": 2}");
        Require(Low("base_model.model.linear"), "linear.weight", _ => 2 * 6.0 / 2);
        Require(Low("unet.linear"), "linear.weight", _ => 2);

        static Dictionary<string, Tensor> Low(string name) =>
            new() { [name + ".lora_A.weight"] = ones(2, 4), [name + ".lora_B.weight"] = ones(6, 2) };
    }
}
