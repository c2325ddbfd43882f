using BenchmarkDotNet.Attributes;
using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Benchmarks;

/// <summary>What a picture costs once the model is loaded.</summary>
public class DrawingBenchmarks
{
    private NetworkModel _model = null!;
    private DisposeScope _owner = null!;
    private Tensor _noisy = null!,
        _time = null!,
        _latent = null!;
    private Condition _words = null!;
    private GenerationSettings _settings = null!;

    [GlobalSetup]
    public void Prepare()
    {
        using IDisposable inference = inference_mode();
        _owner = NewDisposeScope();
        _model = Subject.Current.Model;
        using Generator random = new(1, CPU);
        _noisy = randn([2, .. Subject.Current.Shape], generator: random);
        _latent = randn([1, .. Subject.Current.Shape], generator: random);
        _time = tensor([0.5f, 0.5f]);
        _words = _model.Network.TextEncoder.call(
            _model.Vocabulary.Encode(["", "a cat"], _model.Network.TextEncoder.Config.Length)
        );
        GenerationDefaults defaults = _model.Defaults;
        _settings = new GenerationSettings
        {
            Prompt = "a cat",
            NegativePrompt = "",
            Seed = 1,
            Steps = defaults.Steps,
            Sampler = defaults.Sampler,
            Schedule = defaults.Schedule,
            Guidance = defaults.Guidance,
            Width = defaults.Width,
            Height = defaults.Height,
            Model = _model.Name,
            ModelHash = _model.Hash,
        };
    }

    /// <summary>One step with guidance: one pass over a batch of two.</summary>
    [Benchmark(Description = "denoiser pass, batch 2")]
    public void DenoiserPass()
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        _model.Network.Denoiser.call(_noisy, _time, _words);
    }

    /// <summary>From the last latent to pixels.</summary>
    [Benchmark(Description = "decoding")]
    public void Decoding()
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        _model.Decode(_latent);
    }

    /// <summary>From words to a picture in memory, all at defaults.</summary>
    [Benchmark(Description = "generation, warm")]
    public object Generation() => TextToImage.Draw(_model, _settings, 1);

    [GlobalCleanup]
    public void Free() => _owner.Dispose();
}
