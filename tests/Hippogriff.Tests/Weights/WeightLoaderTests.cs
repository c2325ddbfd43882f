using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

public sealed class WeightLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly nn.Module<Tensor, Tensor> _network = nn.Sequential(
        ("fc", nn.Linear(2, 3)),
        ("norm", nn.BatchNorm1d(3))
    );
    private readonly Dictionary<string, Tensor> _weights = [];

    public WeightLoaderTests()
    {
        foreach ((string name, Tensor own) in _network.state_dict())
            _weights[name] = own.is_floating_point()
                ? full_like(own, Held(0.5 + _weights.Count))
                : full_like(own, Held(42));
    }

    public void Dispose()
    {
        foreach (Tensor weight in _weights.Values)
            weight.Dispose();
        _network.Dispose();
        _folder.Dispose();
    }

    private void Load(WeightMap? keys = null, ScalarType? type = null)
    {
        SafetensorsWriter.Write(_folder.In("x"), _weights, type);
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("x"));
        WeightLoader.Load(_network, file, keys is null ? null : new WeightLoading { Map = keys });
    }

    private string Refused(WeightMap? keys = null) => Assert.Throws<HippogriffException>(() => Load(keys)).Message;

    private void Change(string name, Tensor weight)
    {
        if (_weights.TryGetValue(name, out Tensor? old))
            old.Dispose();
        _weights[name] = weight;
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void A_network_takes_its_weights_and_keeps_its_own_types(ScalarType type)
    {
        Load(type: type);
        Dictionary<string, Tensor> loaded = _network.state_dict();
        Assert.Equal(7, loaded.Count);
        foreach ((string name, Tensor own) in loaded)
        {
            Assert.True(own.eq(_weights[name]).all().item<bool>(), name);
            Assert.Equal(_weights[name].dtype, own.dtype);
        }
        Assert.True(_network.parameters().All(p => p.requires_grad));
    }

    [Fact]
    public void Saved_weights_come_back_under_other_names_too()
    {
        WeightMap keys = WeightMap.Same.Replace(@"^fc\.", "layers.0.").Prefix("model.");
        WeightLoader.Save(
            _network,
            _folder.In("y"),
            ScalarType.BFloat16,
            keys,
            new Dictionary<string, string> { ["format"] = "pt" }
        );
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("y"));
        Assert.Contains("model.layers.0.weight", file.ByName.Keys);
        Assert.Contains("model.norm.running_mean", file.ByName.Keys);
        Assert.Equal("pt", file.Metadata["format"]);
        WeightLoader.Load(_network, file, keys is null ? null : new WeightLoading { Map = keys });
    }

    [Fact]
    public void Missing_weights_are_named()
    {
        _weights.Remove("fc.bias", out Tensor? gone);
        gone!.Dispose();
        Assert.Contains("lacks the weight 'fc.bias'.", Refused());
    }

    [Fact]
    public void Only_the_first_few_of_many_missing_weights_are_named() =>
        Assert.Contains(
            "lacks 7 weights: 'x.fc.weight', 'x.fc.bias', 'x.norm.weight' and 4 more.",
            Refused(WeightMap.Same.Prefix("x."))
        );

    [Fact]
    public void Weights_that_the_network_does_not_know_are_named_unless_they_may_be_left()
    {
        Change("ema.decay", ones(1));
        Assert.Contains("also holds the weight 'ema.decay'", Refused());
        Load(WeightMap.Same.Leave(@"^ema\."));
    }

    [Fact]
    public void A_weight_of_another_shape_is_named_with_both_shapes_and_nothing_is_changed()
    {
        Load();
        Change("norm.weight", ones(4));
        Change("fc.weight", zeros(3, 2));
        Assert.Contains("'norm.weight' is [4] and should be [3]", Refused());
        Assert.Equal(0.5f, _network.state_dict()["fc.weight"][0, 0].item<float>());
    }

    [Fact]
    public void A_counter_does_not_take_fractions()
    {
        Change("norm.num_batches_tracked", tensor(1.5f));
        Assert.Contains("'norm.num_batches_tracked' should hold whole numbers", Refused());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Broken_numbers_are_refused(float broken)
    {
        Change("fc.bias", tensor(new[] { 1f, broken, 2f }));
        Assert.Contains("'fc.bias'", Refused());
        Assert.Contains("NaN or infinity", Refused());
    }

    [Fact]
    public void Loading_leaks_no_tensor()
    {
        Load();
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("x"));
        _ = _network.state_dict();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        WeightLoader.Load(_network, file);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Of_many_weights_of_another_shape_three_are_named_and_the_others_counted()
    {
        foreach (string name in new[] { "fc.weight", "fc.bias", "norm.weight", "norm.bias" })
            Change(name, ones(7));
        Assert.EndsWith("'norm.weight' is [7] and should be [3] and 1 more.", Refused());
        Change("norm.bias", ones(3));
        Assert.EndsWith("'norm.weight' is [7] and should be [3].", Refused());
    }

    [Fact]
    public void A_weight_that_several_tensors_should_make_is_named_with_all_of_them()
    {
        WeightMap halves = WeightMap.Same.Make(
            @"^fc\.bias$",
            _ => Weight.Concat(0, Weight.Of("one"), Weight.Of("two"))
        );
        _weights.Remove("fc.bias", out Tensor? gone);
        gone!.Dispose();
        Change("one", ones(2));
        Change("two", ones(1));
        Assert.Contains("'one', 'two' are [2], [1] and should make 'fc.bias' of [3]", Refused(halves));
    }

    [Fact]
    public void Every_fraction_for_a_counter_is_refused_and_every_whole_number_is_taken()
    {
        foreach (ScalarType type in new[] { ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16 })
        {
            Change("norm.num_batches_tracked", ones(Array.Empty<long>(), dtype: type));
            Assert.Contains("should hold whole numbers", Refused());
        }
        Change("norm.num_batches_tracked", ones(Array.Empty<long>(), dtype: ScalarType.Int16));
        Load();
        Assert.Equal(1, _network.state_dict()["norm.num_batches_tracked"].item<long>());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity)]
    public void Broken_numbers_are_taken_where_nobody_asks_for_a_check(float broken)
    {
        Change("fc.bias", tensor(new[] { 1f, broken, 2f }));
        Assert.Contains("NaN or infinity", Refused());
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("x"));
        WeightLoader.Load(_network, file, new WeightLoading { CheckNumbers = false });
        Assert.Equal(broken, _network.state_dict()["fc.bias"][1].item<float>());
    }

    [Fact]
    public void The_size_of_each_tensor_is_told_before_it_is_read()
    {
        SafetensorsWriter.Write(_folder.In("x"), _weights);
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("x"));
        List<long> sizes = [];
        WeightLoader.Load(_network, file, new WeightLoading { Read = sizes.Add });
        Assert.Equal([24L, 12, 12, 12, 12, 12, 8], sizes);
    }

    [Fact]
    public void A_network_without_numbers_is_made_on_the_device_and_in_the_layout_that_are_asked_for()
    {
        SafetensorsWriter.Write(_folder.In("x"), _weights);
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("x"));
        using nn.Module<Tensor, Tensor> empty = nn.Sequential(
            ("fc", nn.Linear(2, 3, device: META)),
            ("norm", nn.BatchNorm1d(3, device: META))
        );
        List<(long[] Shape, ScalarType Type, DeviceType Device)> made = [];
        WeightLoader.Load(
            empty,
            file,
            new WeightLoading
            {
                Type = ScalarType.Float16,
                Make = (shape, type, device) =>
                {
                    made.Add((shape, type, device.type));
                    return torch.empty(shape, dtype: type, device: device);
                },
            }
        );
        Assert.Equal(7, made.Count);
        Assert.All(made, one => Assert.Equal(DeviceType.CPU, one.Device));
        Assert.Equal([3L, 2], made[0].Shape);
        Assert.Equal([ScalarType.Float16, ScalarType.Int64], made.Select(one => one.Type).Distinct()); // the counter
        foreach ((string name, Tensor own) in empty.state_dict())
            Assert.True(own.to(ScalarType.Float32).eq(_weights[name].to(ScalarType.Float32)).all().item<bool>(), name);
        Assert.All(empty.parameters(), parameter => Assert.True(parameter.requires_grad));
    }
}
