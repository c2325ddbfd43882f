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
}
