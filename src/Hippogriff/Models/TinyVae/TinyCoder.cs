using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.TinyVae;

/// <summary>Half of a tiny autoencoder: a plain sequence of layers, numbered as in public files.</summary>
internal sealed class TinyCoder : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> layers;

    private TinyCoder(IEnumerable<nn.Module<Tensor, Tensor>> sequence)
        : base(nameof(TinyCoder))
    {
        layers = [.. sequence];
        RegisterComponents();
    }

    /// <summary>[N, 3, H, W] in [0, 1] to [N, C, H / f, W / f].</summary>
    public static TinyCoder Encoder(TinyAutoencoderConfig config)
    {
        List<nn.Module<Tensor, Tensor>> all = [];
        for (int i = 0; i < config.EncoderBlocks.Count; i++)
        {
            all.Add(
                i == 0
                    ? Layer.Conv2d(3, config.Width, 3, padding: 1)
                    : Layer.Conv2d(config.Width, config.Width, 3, stride: 2, padding: 1, bias: false)
            );
            for (int block = 0; block < config.EncoderBlocks[i]; block++)
                all.Add(new TinyBlock(config.Width));
        }
        all.Add(Layer.Conv2d(config.Width, config.Latent, 3, padding: 1));
        return new TinyCoder(all);
    }

    /// <summary>[N, C, h, w] to [N, 3, h f, w f] in [0, 1].</summary>
    public static TinyCoder Decoder(TinyAutoencoderConfig config)
    {
        List<nn.Module<Tensor, Tensor>> all = [Layer.Conv2d(config.Latent, config.Width, 3, padding: 1), nn.ReLU()];
        for (int i = 0; i < config.DecoderBlocks.Count; i++)
        {
            bool isLast = i == config.DecoderBlocks.Count - 1;
            for (int block = 0; block < config.DecoderBlocks[i]; block++)
                all.Add(new TinyBlock(config.Width));
            if (!isLast)
                all.Add(nn.Upsample(scale_factor: [2, 2], mode: UpsampleMode.Nearest));
            all.Add(Layer.Conv2d(config.Width, isLast ? 3 : config.Width, 3, padding: 1, bias: isLast));
        }
        return new TinyCoder(all);
    }

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = x.alias();
        foreach (nn.Module<Tensor, Tensor> layer in layers)
        {
            using Tensor last = h;
            h = layer is Conv2d convolution ? BatchRows.Convolve(convolution, last) : layer.call(last);
        }
        return h.MoveToOuterDisposeScope();
    }
}

/// <summary>Three convolutions with ReLU between them, added to their input, then ReLU.</summary>
internal sealed class TinyBlock : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> conv;

    public TinyBlock(int width)
        : base(nameof(TinyBlock))
    {
        conv = [Convolution(), nn.ReLU(), Convolution(), nn.ReLU(), Convolution()];
        RegisterComponents();

        Conv2d Convolution() => Layer.Conv2d(width, width, 3, padding: 1);
    }

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = x;
        foreach (nn.Module<Tensor, Tensor> layer in conv)
            h = layer is Conv2d convolution ? BatchRows.Convolve(convolution, h) : Relu(h);
        return Relu(h.PlusHere(x)).MoveToOuterDisposeScope();
    }

    /// <summary>In its argument's memory where no gradients are wanted.</summary>
    private static Tensor Relu(Tensor own) => nn.functional.relu(own, inplace: !is_grad_enabled());
}
