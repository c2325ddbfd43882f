using Hippogriff.Adapters;
using Hippogriff.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Adapters;

/// <summary>Three layers whose weights are known numbers: linear 6x4, a 3x3 convolution 4x2, a norm.</summary>
internal sealed class PlainTarget : IAdapterTarget, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly nn.Module<Tensor, Tensor> _network = nn.Sequential(
        ("linear", nn.Linear(4, 6)),
        ("conv", nn.Conv2d(2, 4, 3)),
        ("norm", nn.LayerNorm(6))
    );

    public PlainTarget()
    {
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter parameter) in _network.named_parameters())
        {
            using Tensor numbers = arange(Held(0), Held(parameter.numel()), Held(1), dtype: ScalarType.Float32);
            using Tensor waves = (numbers * Held(0.7)).cos().view(parameter.shape);
            parameter.copy_(waves);
        }
        Networks =
        [
            new AdapterNetwork("unet", _network)
            {
                FlatPrefixes = ["lora_unet_"],
                DottedPrefixes = ["unet.", "base_model.model."],
            },
        ];
    }

    public IReadOnlyList<AdapterNetwork> Networks { get; }

    public string File => _folder.In("l.safetensors");

    public TemporaryFolder Folder => _folder;

    /// <summary>A weight's numbers, row by row.</summary>
    public float[] Numbers(string name) =>
        [.. _network.named_parameters().Single(one => one.name == name).parameter.detach().contiguous().data<float>()];

    /// <summary>The numbers that a tensor of a shape has in these tests, different for each seed.</summary>
    public static Tensor Filled(int seed, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, side) => product * side);
        return tensor([.. Enumerable.Range(0, (int)count).Select(i => (float)Math.Sin(1 + seed + 1.3 * i))], shape);
    }

    /// <summary>Reads a file of these tensors for this model.</summary>
    public Lora Read(Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null)
    {
        SafetensorsWriter.Write(File, tensors, metadata: metadata);
        return LoraFile.Read(File, this, null, new LoraBase("plain", "0123456789"));
    }

    public string Refusal(Dictionary<string, Tensor> tensors) =>
        Assert.Throws<HippogriffException>(() => Read(tensors).Dispose()).Message;

    public void Dispose()
    {
        _network.Dispose();
        _folder.Dispose();
    }
}
