using System.Collections.Concurrent;
using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Golden.Tests.Checkpoints;
using Hippogriff.Golden.Tests.Networks;
using Hippogriff.Models.ClipText;
using Hippogriff.Models.UNet2D;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Adapters;

/// <summary>The networks that the recorded adapters of a family change, with the recorded inputs.</summary>
internal sealed class AdapterBase
{
    private static readonly ConcurrentDictionary<string, AdapterBase> s_loaded = new();
    private readonly ConditionalUNet _unet;
    private readonly ClipTextEncoder[] _encoders;
    private readonly GoldenTensors _inputs;

    private AdapterBase(string family)
    {
        Family = family;
        _inputs = GoldenTensors.Of("adapters", family, "base.safetensors");
        _unet = LoadedPart.Of<ConditionalUNet>(
            PublicParts.UNetOf(new ModelFolder(family, GoldenFolder.At("adapters", family)))
        );
        _encoders =
        [
            .. new[] { "text_encoder", "text_encoder_2" }
                .Where(name => GoldenFolder.Has("adapters", family, name))
                .Select(name => ClipTextGoldenTests.Load(GoldenFolder.At("adapters", family, name))),
        ];
        Target = new PublicAdapterTarget(_unet, _encoders);
    }

    public string Family { get; }

    public IAdapterTarget Target { get; }

    /// <summary>Families with a base whose networks this version has.</summary>
    public static IEnumerable<string> Families =>
        GoldenFolder.Has("adapters")
            ? Directory
                .GetDirectories(GoldenFolder.At("adapters"))
                .Select(path => Path.GetFileName(path))
                .Where(name =>
                    GoldenFolder.Has("adapters", name, "unet") && GoldenFolder.Has("adapters", name, "base.safetensors")
                )
                .Order()
            : [];

    public static AdapterBase Of(string family) => s_loaded.GetOrAdd(family, name => new AdapterBase(name));

    public string At(string file) => GoldenFolder.At("adapters", Family, file);

    public Lora Read(string file) => LoraFile.Read(At(file), Target, null, new LoraBase(Family, "0123456789"));

    public LoraMerge Merge(params (Lora, double)[] loras) => LoraMerge.Into(Target, loras);

    /// <summary>An output by its recorded name, such as "text_encoder_2.penultimate".</summary>
    public Tensor Output(string name)
    {
        if (name == "unet.sample")
            return _unet.call(
                _inputs["latents"],
                _inputs["timestep"].to(ScalarType.Float32),
                new Condition(_inputs["context"], _inputs.Has("text_embeds") ? _inputs["text_embeds"] : null)
                {
                    Extra = _inputs.Has("time_ids")
                        ? new Dictionary<string, Tensor> { [ExtraInputs.TimeIds] = _inputs["time_ids"] }
                        : [],
                }
            );
        ClipTextOutput output = _encoders[name.StartsWith("text_encoder_2.", StringComparison.Ordinal) ? 1 : 0]
            .call(_inputs["input_ids"]);
        return name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..] switch
        {
            "last_hidden_state" => output.Last,
            "penultimate" => output.Hidden[^2],
            "text_embeds" => output.Projected!,
            string other => throw new NotSupportedException(other),
        };
    }

    /// <summary>A weight by network and public name: "unet:conv_in.weight".</summary>
    public Tensor Weight(string name)
    {
        (string network, string path) = name.Split(':') is [var first, var second]
            ? (first, second)
            : throw new FormatException(name);
        nn.Module module = Target.Networks.Single(one => one.Name == network).Module;
        if (network != "unet" && path.StartsWith("text_model.", StringComparison.Ordinal))
            path = path["text_model.".Length..];
        return module.named_parameters().Single(one => one.name == path).parameter;
    }

    /// <summary>Copies of all weights by network and name.</summary>
    public Dictionary<string, Tensor> Copies() =>
        Target
            .Networks.SelectMany(network =>
                network.Module.named_parameters().Select(one => ($"{network.Name}:{one.name}", one.parameter))
            )
            .ToDictionary(one => one.Item1, one => one.parameter.detach().clone());
}
