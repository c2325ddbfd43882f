using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Data.Examples;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Models.UNet2D;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Tests.Adapters;
using Hippogriff.Tests.Models;
using Hippogriff.Training.Adapters;
using Hippogriff.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training.Adapters;

/// <summary>A LoRA learns beside a small network of Stable Diffusion, and its file is one of kohya's.</summary>
public sealed class PublicLoraTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly ConditionalUNet _unet = TinyNetworks.StableDiffusion(width: 16);

    private readonly DiffusionModel _model;

    public PublicLoraTrainingTests() =>
        _model = new DiffusionModel(
            new ModelDefinition
            {
                Name = "tiny-sd",
                Kind = "test",
                Defaults = new GenerationDefaults
                {
                    Steps = 2,
                    Sampler = "euler",
                    Schedule = "uniform",
                    Guidance = 1,
                    Width = 16,
                    Height = 16,
                },
                Family = new VariancePreserving(),
                Prediction = Prediction.Epsilon,
                SizeMultiple = 4,
            },
            "0123456789",
            _unet,
            new Lengths(),
            new Means()
        )
        {
            Adapters = new PublicAdapterTarget(_unet, []),
        };

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_error_falls_and_the_written_file_says_the_same_as_the_LoRA_beside_the_layers()
    {
        IAdapterTarget target = _model.Adapters!;
        using LoraNetwork lora = FreshModule.Make(() => new LoraNetwork(target, 4, 1, PublicAdapterStage.Trains));
        float[] before = Weights();
        double first,
            last;
        Tensor beside;
        using (lora.Attach(target))
        {
            PublicAdapterObjective objective = new(lora, _model, new ColourSource(), 4);
            first = Loss(objective);
            for (int i = 0; i < 60; i++)
                Step(lora, objective, i);
            last = Loss(objective);
            beside = Answer();
        }
        Assert.True(last < 0.97 * first, $"{first} to {last}");
        Assert.Equal(before, Weights());
        string file = _folder.In("style.safetensors");
        using (Lora made = lora.ToLora("style", null))
            LoraFile.Write(
                file,
                made with
                {
                    Metadata = new Dictionary<string, string> { ["ss_base_model_version"] = "sd_v1" },
                }
            );
        using (SafetensorsFile written = SafetensorsFile.Open(file))
        {
            const string layer = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k";
            Assert.Equal([4L, 8], written.ByName[layer + ".lora_down.weight"].Shape);
            Assert.Equal([16L, 4], written.ByName[layer + ".lora_up.weight"].Shape);
            Assert.Contains(layer + ".alpha", written.ByName.Keys);
            Assert.Equal(
                ("sd_v1", "4"),
                (written.Metadata["ss_base_model_version"], written.Metadata["ss_network_dim"])
            );
            Assert.DoesNotContain("hippogriff.base_hash", written.Metadata.Keys); // it serves the whole family
            Assert.All(
                written.ByName.Keys,
                name => Assert.Contains("_transformer_blocks_", name, StringComparison.Ordinal)
            );
        }
        using Lora read = LoraFile.Read(file, target, null, new LoraBase("other", "fedcba9876"));
        Assert.Null(read.Fit!.Warning("other"));
        Tensor plain = Answer();
        using LoraMerge merge = LoraMerge.Into(target, [(read, 1)]);
        double size = beside.abs().max().item<float>();
        Assert.True(TinyNetworks.LargestDifference(beside, Answer()) < 5e-3 * size); // the file has half precision
        Assert.True(TinyNetworks.LargestDifference(beside, plain) > 2e-2 * size);
    }

    /// <summary>One update: every number a hundredth against its slope.</summary>
    private static void Step(LoraNetwork lora, PublicAdapterObjective objective, int number)
    {
        using DisposeScope step = NewDisposeScope();
        using Generator random = new((ulong)number, CPU);
        objective.Loss(objective.Prepare(number), random).backward();
        using IDisposable noGradient = no_grad();
        foreach (Parameter parameter in lora.parameters())
        {
            parameter.add_(parameter.grad!.sign(), Held(-0.01));
            parameter.grad.zero_();
        }
    }

    private float[] Weights() =>
        [.. _unet.parameters().SelectMany(p => p.detach().cpu().contiguous().data<float>().ToArray())];

    private static double Loss(PublicAdapterObjective objective)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        double sum = 0;
        for (int i = 0; i < 6; i++)
        {
            using Generator random = new((ulong)(100 + i), CPU);
            sum += objective.Loss(objective.Prepare(i), random).item<float>();
        }
        return sum;
    }

    private Tensor Answer()
    {
        using IDisposable noGradient = no_grad();
        using Condition words = new(ones(1, 3, 8), null);
        return _unet.call(PlainTarget.Filled(3, 1, 4, 8, 8), tensor([400f]), words);
    }

    /// <summary>Three tokens with numbers of the prompt's length.</summary>
    private sealed class Lengths : ITextConditioner
    {
        public Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request) =>
            new(stack([.. prompts.Select(prompt => PlainTarget.Filled(prompt.Length, 3, 8))]), null);
    }

    /// <summary>Means of 4x4 pixels, and of all colours as the fourth channel.</summary>
    private sealed class Means : ILatentCodec
    {
        public int Factor => 4;

        public int Channels => 4;

        public Tensor Encode(Tensor pixels)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor small = nn.functional.avg_pool2d(pixels, 4);
            return cat([small, small.mean([1], keepdim: true)], 1).MoveToOuterDisposeScope();
        }

        public Tensor Decode(Tensor latents) => throw new NotSupportedException();

        public void Dispose() { }
    }
}
