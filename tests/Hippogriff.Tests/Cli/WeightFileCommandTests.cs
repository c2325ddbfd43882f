using Hippogriff.Tests.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Cli;

/// <summary><c>models show</c> of files with weights that are no models.</summary>
public sealed class WeightFileCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_parts_of_a_checkpoint_are_shown_with_the_option_that_takes_them()
    {
        string file = _run.PathTo("parts.safetensors");
        SmallSingleFile.Write(file, without: "model.diffusion_model.");
        Assert.Equal(0, await _run.RunAsync("models", "show", file));
        Assert.Contains("VAE with 4 latent channels", _run.Output);
        Assert.Contains("--vae", _run.Output);
        Assert.Contains("F16", _run.Output);
    }

    [Theory]
    [InlineData("emb_params", "Textual inversion", "--embeddings")]
    [InlineData("controlnet_x_embedder.weight", "ControlNet", "does not draw with it")]
    public async Task Additions_are_called_by_their_names(string tensor, string kind, string use)
    {
        string file = Written("it.safetensors", tensor);
        Assert.Equal(0, await _run.RunAsync("models", "show", file, "--json"));
        Assert.Contains(kind, _run.Output);
        Assert.Contains(use, _run.Output);
    }

    [Fact]
    public async Task A_small_LoRA_has_a_size()
    {
        string file = _run.PathTo("small.safetensors");
        using DisposeScope scope = NewDisposeScope();
        const string Layer = "lora_te_text_model_encoder_layers_0_self_attn_q_proj.";
        SafetensorsWriter.Write(
            file,
            new Dictionary<string, Tensor>
            {
                [Layer + "lora_down.weight"] = ones(4, 768),
                [Layer + "lora_up.weight"] = ones(768, 4),
            }
        );
        Assert.Equal(0, await _run.RunAsync("models", "show", file));
        Assert.Contains("Stable Diffusion 1.x", _run.Output);
        Assert.Contains("24.", _run.Output);
        Assert.Contains(" KB", _run.Output);
    }

    [Theory]
    [InlineData("model.ckpt", "PK\u0003\u0004", "zip")]
    [InlineData("model.GGUF", "GGUF\u0003", "GGUF")]
    public async Task Other_formats_are_refused_by_their_names(string name, string begin, string fragment)
    {
        File.WriteAllText(_run.PathTo(name), begin + new string('x', 100));
        Assert.Equal(2, await _run.RunAsync("models", "show", _run.PathTo(name)));
        Assert.Contains(fragment, _run.Error);
        Assert.Contains(".safetensors", _run.Error);
    }

    private string Written(string name, string tensor)
    {
        using Tensor numbers = ones(2, 3);
        SafetensorsWriter.Write(_run.PathTo(name), new Dictionary<string, Tensor> { [tensor] = numbers });
        return _run.PathTo(name);
    }
}
