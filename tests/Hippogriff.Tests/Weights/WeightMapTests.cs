using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

public sealed class WeightMapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    /// <summary>Two linear layers and a 1x1 convolution, each number its own.</summary>
    private static nn.Module<Tensor, Tensor> Network() =>
        nn.Sequential(
            ("qkv", nn.Linear(2, 6, hasBias: false)),
            ("proj", nn.Linear(2, 4)),
            ("point", nn.Conv2d(2, 2, 1, bias: false))
        );

    private static Tensor Count(int from, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, side) => product * side);
        return arange(Held(from), Held(from + count), Held(1), dtype: ScalarType.Float32).view(shape);
    }

    /// <summary>
    /// Public names: q, k and v apart, halves the other way around, a linear layer for a convolution.
    /// </summary>
    private static readonly WeightMap s_public = WeightMap
        .Same.Make(
            @"^(.*)qkv\.weight$",
            m =>
                Weight.Concat(
                    0,
                    Weight.Of("attn.to_q.weight"),
                    Weight.Of("attn.to_k.weight"),
                    Weight.Transpose(Weight.Of("attn.to_v.weight"))
                )
        )
        .Make(@"^proj\.(weight|bias)$", m => Weight.SwapHalves(Weight.Of($"ada.{m.Groups[1].Value}")))
        .Make(@"^point\.weight$", _ => Weight.Fit(Weight.FirstOf(Weight.Of("point.weight"), Weight.Of("old.weight"))))
        .Prefix("model.")
        .Leave(@"^ema\.");

    private Dictionary<string, Tensor> PublicFile() =>
        new()
        {
            ["model.attn.to_q.weight"] = Count(0, 2, 2),
            ["model.attn.to_k.weight"] = Count(10, 2, 2),
            ["model.attn.to_v.weight"] = Count(20, 2, 2),
            ["model.ada.weight"] = Count(30, 4, 2),
            ["model.ada.bias"] = Count(40, 4),
            ["model.point.weight"] = Count(50, 2, 2),
            ["ema.decay"] = Count(0, 1),
        };

    private void Load(nn.Module network, Dictionary<string, Tensor> tensors, WeightLoading? how = null)
    {
        string path = _folder.In("w.safetensors");
        SafetensorsWriter.Write(path, tensors, null);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        WeightLoader.Load(network, file, how ?? new WeightLoading { Map = s_public });
    }

    private static float[] Numbers(nn.Module network, string name) =>
        network.state_dict()[name].to(ScalarType.Float32).contiguous().data<float>().ToArray();

    [Fact]
    public void Tensors_are_joined_turned_swapped_and_fitted_as_the_map_says()
    {
        using nn.Module network = Network();
        Load(network, PublicFile());
        Assert.Equal([0f, 1, 2, 3, 10, 11, 12, 13, 20, 22, 21, 23], Numbers(network, "qkv.weight"));
        Assert.Equal([34f, 35, 36, 37, 30, 31, 32, 33], Numbers(network, "proj.weight"));
        Assert.Equal([42f, 43, 40, 41], Numbers(network, "proj.bias"));
        Assert.Equal([50f, 51, 52, 53], Numbers(network, "point.weight"));
    }

    [Fact]
    public void The_way_back_gives_the_file_again_and_loading_that_the_same_network()
    {
        using nn.Module network = Network(),
            again = Network();
        Load(network, PublicFile());
        WeightLoader.Save(network, _folder.In("back.safetensors"), map: s_public);
        using SafetensorsFile back = SafetensorsFile.Open(_folder.In("back.safetensors"));
        Dictionary<string, Tensor> there = PublicFile();
        foreach (string name in new[] { "model.attn.to_k.weight", "model.attn.to_v.weight", "model.ada.bias" })
            Assert.Equal(there[name].data<float>().ToArray(), back.Read(name).data<float>().ToArray());
        WeightLoader.Load(again, back, new WeightLoading { Map = s_public });
        foreach (string name in network.state_dict().Keys)
            Assert.Equal(Numbers(network, name), Numbers(again, name));
    }

    [Fact]
    public void One_tensor_of_a_file_is_cut_into_several_of_a_network_and_joined_again()
    {
        WeightMap fused = WeightMap
            .Same.Make(@"^a\.weight$", _ => Weight.Slice(Weight.Of("qkv"), 0, 0, 2))
            .Make(@"^b\.weight$", _ => Weight.Slice(Weight.Of("qkv"), 0, 2, 5));
        using nn.Module network = nn.Sequential(
            ("b", nn.Linear(2, 3, hasBias: false)),
            ("a", nn.Linear(2, 2, hasBias: false))
        );
        Load(network, new() { ["qkv"] = Count(0, 5, 2) }, new WeightLoading { Map = fused });
        Assert.Equal([0f, 1, 2, 3], Numbers(network, "a.weight"));
        Assert.Equal([4f, 5, 6, 7, 8, 9], Numbers(network, "b.weight"));
        Tensor whole = Assert.Single(fused.Back(network.state_dict())).Value;
        Assert.Equal(Count(0, 5, 2).data<float>().ToArray(), whole.data<float>().ToArray());
        Assert.Throws<NotSupportedException>(() => fused.Back(network.state_dict().Where(p => p.Key == "b.weight")));
    }

    [Fact]
    public void Older_names_are_found_and_sides_of_one_come_and_go()
    {
        using nn.Module network = Network();
        Dictionary<string, Tensor> file = PublicFile();
        file.Remove("model.point.weight");
        file["model.old.weight"] = Count(60, 2, 2, 1, 1);
        Load(network, file);
        Assert.Equal([60f, 61, 62, 63], Numbers(network, "point.weight"));
    }

    [Fact]
    public void Everything_is_checked_before_the_first_copy()
    {
        using nn.Module network = Network();
        Dictionary<string, Tensor> file = PublicFile();
        Load(network, file);
        file["model.attn.to_q.weight"] = Count(90, 2, 2);
        Refused("'model.attn.to_k.weight'", f => f["model.attn.to_k.weight"] = Count(0, 3, 2));
        Refused("'model.point.weight'", f => f["model.point.weight"] = Count(0, 2, 2, 2, 1));
        Refused("lacks", f => f.Remove("model.ada.bias"));
        Refused("'more'", f => f["more"] = Count(0, 1));
        Assert.Equal(0f, Numbers(network, "qkv.weight")[0]);

        void Refused(string fragment, Action<Dictionary<string, Tensor>> spoil)
        {
            Dictionary<string, Tensor> spoiled = new(file);
            spoil(spoiled);
            HippogriffException error = Assert.Throws<HippogriffException>(() => Load(network, spoiled));
            Assert.Equal(FaultKind.Incompatible, error.Kind);
            Assert.Contains(fragment, error.Message);
        }
    }

    [Fact]
    public void A_change_of_one_source_is_a_change_of_its_rows_and_zero_elsewhere()
    {
        WeightExpression fused = s_public.ExpressionOf("qkv.weight");
        Tensor? change = fused.Value(name => name == "model.attn.to_k.weight" ? Count(1, 2, 2) : null, [6, 2]);
        Assert.Equal([0f, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0], change!.data<float>().ToArray());
        Assert.Null(fused.Value(_ => null, [6, 2]));
    }

    [Fact]
    public void Shards_are_one_file_and_a_name_in_two_of_them_is_refused()
    {
        SafetensorsWriter.Write(_folder.In("1.safetensors"), new Dictionary<string, Tensor> { ["a"] = Count(0, 2) });
        SafetensorsWriter.Write(_folder.In("2.safetensors"), new Dictionary<string, Tensor> { ["b"] = Count(5, 2) });
        using (WeightFiles both = WeightFiles.Open([_folder.In("1.safetensors"), _folder.In("2.safetensors")]))
        {
            Assert.Equal(["a", "b"], both.ByName.Keys.Order());
            Assert.Equal([5f, 6], both.Read("b").data<float>().ToArray());
        }
        SafetensorsWriter.Write(_folder.In("2.safetensors"), new Dictionary<string, Tensor> { ["a"] = Count(5, 2) });
        Assert.Contains(
            "'a'",
            Assert
                .Throws<HippogriffException>(() =>
                    WeightFiles.Open([_folder.In("1.safetensors"), _folder.In("2.safetensors")])
                )
                .Message
        );
    }

    [Fact]
    public void The_first_rule_that_matches_makes_a_tensor_and_all_renamings_follow_in_their_order()
    {
        WeightMap map = WeightMap
            .Same.Replace("^a", "b")
            .Make("^a", m => Weight.Of(m.Value + ".first"))
            .Make("^a.*", m => Weight.Of(m.Value + ".second"))
            .Replace("^b(.)", "c$1$1")
            .Rename(name => name + "!");
        Assert.Equal(["c..first!"], map.ExpressionOf("axe").Sources);
        Assert.Equal(["xa!"], map.ExpressionOf("xa").Sources);
        Assert.Equal(["axe"], WeightMap.Same.ExpressionOf("axe").Sources);
    }

    [Fact]
    public void What_may_be_left_is_what_a_pattern_says()
    {
        WeightMap map = WeightMap.Same.Leave("^ema").Leave("step$");
        Assert.True(map.MayBeLeft("ema.a"));
        Assert.True(map.MayBeLeft("last_step"));
        Assert.False(map.MayBeLeft("a.ema"));
        Assert.False(WeightMap.Same.MayBeLeft("ema.a"));
    }

    [Theory]
    [InlineData(0, 2, 2, 5, true)]
    [InlineData(2, 5, 0, 2, true)]
    [InlineData(0, 2, 3, 5, false)] // a hole
    [InlineData(1, 2, 2, 5, false)] // the first row is missing
    [InlineData(0, 3, 2, 5, false)] // one row twice
    public void Rows_are_joined_where_they_make_a_whole(int from, int to, int andFrom, int andTo, bool whole)
    {
        WeightMap map = WeightMap
            .Same.Make("^a$", _ => Weight.Slice(Weight.Of("all"), 0, from, to))
            .Make("^b$", _ => Weight.Slice(Weight.Of("all"), 0, andFrom, andTo));
        Dictionary<string, Tensor> network = new()
        {
            ["a"] = arange(Held(from), Held(to), Held(1), dtype: ScalarType.Float32),
            ["b"] = arange(Held(andFrom), Held(andTo), Held(1), dtype: ScalarType.Float32),
            ["c"] = Count(7, 1),
        };
        if (!whole)
        {
            Assert.Throws<NotSupportedException>(() => map.Back(network));
            return;
        }
        IReadOnlyDictionary<string, Tensor> back = map.Back(network);
        Assert.Equal([0f, 1, 2, 3, 4], back["all"].data<float>().ToArray());
        Assert.Equal(["all", "c"], back.Keys.Order());
    }
}
