using System.Text.Json;
using Hippogriff.Models;
using Hippogriff.Models.ClipText;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.TinyVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Benchmarks;

/// <summary>
/// A public checkpoint in full size whose weights are random, as a temporary folder of float16. Speed and memory do not
/// depend on the values.
/// </summary>
internal sealed class RandomCheckpoint : IDisposable
{
    public const string Vae = "vae",
        Tiny = "taesd",
        First = "sd15",
        Second = "sd21",
        Turbo = "sd-turbo";

    private const double Deviation = 0.02; // nothing grows from layer to layer
    private const int Largest = 30_000_000; // numbers of the largest tensor
    private readonly Tensor _block;

    public RandomCheckpoint(string name)
    {
        Name = name;
        Folder = Directory.CreateTempSubdirectory("hippogriff-random-").FullName;
        using Generator random = new(1, CPU);
        using (Tensor wide = randn([Largest], generator: random))
        using (Tensor scale = tensor((float)Deviation))
            _block = (wide * scale).to(ScalarType.Float16).DetachFromDisposeScope();
        try
        {
            Write();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public static IReadOnlyList<string> Names => [First, Second, Turbo, Vae, Tiny];

    public string Name { get; }

    public string Folder { get; }

    public ModelFolder Model => ModelFolder.At(Folder);

    /// <summary>Whether there is more than an autoencoder.</summary>
    public bool IsWhole => Name is not (Vae or Tiny);

    public int TextWidth => Name == First ? 768 : 1024;

    /// <summary>All files of weights.</summary>
    public IReadOnlyList<string> Weights => Directory.GetFiles(Folder, "*.safetensors", SearchOption.AllDirectories);

    public void Dispose()
    {
        _block.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Write()
    {
        Text(ModelFolder.IndexFile, """{"_class_name":"StableDiffusionPipeline"}""");
        Text(
            "vae/config.json",
            Name == Tiny
                ? """{"_class_name":"AutoencoderTiny"}"""
                : """
                {"_class_name":"AutoencoderKL","latent_channels":4,"block_out_channels":[128,256,512,512],
                "layers_per_block":2}
                """
        );
        PublicConfig vae = ConfigAt("vae/config.json");
        Random(
            "vae/diffusion_pytorch_model",
            Name == Tiny
                ? () => new TinyAutoencoder(TinyAutoencoderConfig.Read(vae))
                : () => new KlAutoencoder(KlAutoencoderConfig.Read(vae))
        );
        if (!IsWhole)
            return;
        string heads = Name == First ? "8" : "[5,10,20,20]",
            linear = Name == First ? "false" : "true";
        Text(
            "unet/config.json",
            $$"""
            {"_class_name":"UNet2DConditionModel","cross_attention_dim":{{TextWidth}},"sample_size":64,
            "attention_head_dim":{{heads}},"use_linear_projection":{{linear}}}
            """
        );
        Random("unet/diffusion_pytorch_model", ConditionalUNetJson.Read(ConfigAt("unet/config.json")).Build);
        WriteTextEncoder();
        Text("scheduler/scheduler_config.json", Scheduler());
    }

    private void WriteTextEncoder()
    {
        const string Config = "text_encoder/config.json";
        Text(
            Config,
            Name == First
                ? """
                {"hidden_size":768,"num_hidden_layers":12,"num_attention_heads":12,"intermediate_size":3072,
                "eos_token_id":2}
                """
                : """
                {"hidden_size":1024,"num_hidden_layers":23,"num_attention_heads":16,"intermediate_size":4096,
                "hidden_act":"gelu","eos_token_id":2}
                """
        );
        ClipTextConfig words = ClipTextConfig.Read(ConfigAt(Config).Root, Config);
        Random("text_encoder/model", () => new ClipTextEncoder(words));
    }

    private PublicConfig ConfigAt(string name) => new(Model.ReadJson<JsonElement>(name), name);

    private string Scheduler() =>
        Name == Turbo
            ? """
                {"_class_name":"EulerDiscreteScheduler","beta_schedule":"scaled_linear","beta_start":0.00085,
                "beta_end":0.012,"timestep_spacing":"trailing","prediction_type":"epsilon"}
                """
            : """
                {"_class_name":"DDIMScheduler","beta_schedule":"scaled_linear","beta_start":0.00085,"beta_end":0.012,
                "clip_sample":false,"set_alpha_to_one":false,"steps_offset":1}
                """;

    private void Random(string name, Func<nn.Module> build)
    {
        using nn.Module shapes = FreshModule.OnMeta(build);
        SafetensorsWriter.WriteEach(
            Path.Combine(Folder, name + ".safetensors"),
            [
                .. shapes
                    .state_dict()
                    .Select(pair => new TensorToWrite(
                        pair.Key,
                        pair.Value.shape,
                        ScalarType.Float16,
                        () => Values(pair.Key, pair.Value.shape)
                    )),
            ]
        );
    }

    /// <summary>Random weights; norms have weights of 1, and biases are 0.</summary>
    private Tensor Values(string name, long[] shape)
    {
        long count = shape.Aggregate(1L, (product, side) => product * side);
        if (shape.Length > 1)
            return count <= Largest
                ? _block.narrow(0, 0, count).view(shape)
                : _block.repeat(count / Largest + 1).narrow(0, 0, count).view(shape);
        return name.EndsWith("weight", StringComparison.Ordinal)
            ? ones(shape, dtype: ScalarType.Float16)
            : zeros(shape, dtype: ScalarType.Float16);
    }

    private void Text(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
