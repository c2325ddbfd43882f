using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Tests.Models;
using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

/// <summary>Networks are built without numbers and get their tensors from a file.</summary>
public sealed class MetaLoadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static nn.Module Build(string name) =>
        name switch
        {
            "text encoder" => new TextEncoder(new TextEncoderConfig(9, 6, 64, 2, RelativePlaces: true)),
            "autoencoder" => new Autoencoder(new AutoencoderConfig(4, [16, 24])),
            _ => TinyNetworks.Config(name).Build(),
        };

    public static TheoryData<string> Names =>
        ["text encoder", "autoencoder", .. TinyNetworks.Names.Select(n => n.Data)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_of_the_meta_device_has_all_names_and_shapes_and_no_numbers(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module real = Build(name),
            meta = FreshModule.OnMeta(() => Build(name));
        Dictionary<string, Tensor> there = real.state_dict(),
            none = meta.state_dict();
        Assert.Equal(there.Keys, none.Keys);
        Assert.All(there, p => Assert.Equal(p.Value.shape, none[p.Key].shape));
        Assert.All(none.Values, tensor => Assert.True(tensor.is_meta));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Filled_from_a_file_it_is_the_network_that_was_written(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module written = TinyNetworks.Seeded(Build(name)),
            filled = FreshModule.OnMeta(() => Build(name));
        WeightLoader.Save(written, _folder.In("w.safetensors"));
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("w.safetensors"));
        WeightLoader.Load(filled, file);
        Dictionary<string, Tensor> there = written.state_dict(),
            mine = filled.state_dict();
        Assert.All(mine.Values, tensor => Assert.False(tensor.is_meta));
        Assert.All(there, p => Assert.True(p.Value.allclose(mine[p.Key], rtol: 0, atol: 0), p.Key));
        if (written is DenoiserNetwork network)
            Assert.Equal(0, TinyNetworks.LargestDifference(Answer(network), Answer((DenoiserNetwork)filled)));
    }

    [Fact]
    public void Tensors_come_in_the_asked_type()
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module written = TinyNetworks.Seeded(Build("u_net")),
            half = FreshModule.OnMeta(() => Build("u_net"));
        WeightLoader.Save(written, _folder.In("w.safetensors"));
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("w.safetensors"));
        WeightLoader.Load(half, file, new WeightLoading { Type = ScalarType.BFloat16 });
        Assert.All(half.state_dict().Values, tensor => Assert.Equal(ScalarType.BFloat16, tensor.dtype));
    }

    [Fact]
    public void A_file_that_does_not_fit_is_refused_before_anything_is_read()
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module other = Build("hourglass"),
            meta = FreshModule.OnMeta(() => Build("u_net"));
        WeightLoader.Save(other, _folder.In("w.safetensors"));
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("w.safetensors"));
        long read = 0;
        Assert.Throws<HippogriffException>(() =>
            WeightLoader.Load(meta, file, new WeightLoading { Read = bytes => read += bytes })
        );
        Assert.Equal(0, read);
    }

    [Fact]
    public void Filling_leaks_no_tensor_and_a_stop_between_two_weights_leaves_a_network_that_can_be_freed()
    {
        using (nn.Module written = Build("u_net"))
            WeightLoader.Save(written, _folder.In("w.safetensors"));
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("w.safetensors"));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (nn.Module network = FreshModule.OnMeta(() => Build("u_net")))
            WeightLoader.Load(network, file);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        int weights = 0;
        using (nn.Module network = FreshModule.OnMeta(() => Build("u_net")))
            Assert.Throws<OperationCanceledException>(() =>
                WeightLoader.Load(
                    network,
                    file,
                    new WeightLoading { Read = _ => _ = ++weights < 5 ? 0 : throw new OperationCanceledException() }
                )
            );
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Tensor Answer(DenoiserNetwork network) =>
        network.call(TinyNetworks.Noise(3, 1, 3, 8, 8), full([1], Held(0.5)), TinyNetworks.Words(1));
}
