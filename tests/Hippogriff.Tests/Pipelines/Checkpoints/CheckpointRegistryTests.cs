using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

public sealed class CheckpointRegistryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CheckpointRegistry WithDots()
    {
        CheckpointRegistry registry = new();
        registry.Register(new DotFormat());
        return registry;
    }

    private ModelFolder Dot(string name = "red-dot")
    {
        using Tensor colour = tensor(new[] { 0.25f, -0.25f, 0 });
        SafetensorsWriter.Write(
            _folder.In($"{name}.safetensors"),
            new Dictionary<string, Tensor> { ["model.dot.colour"] = colour }
        );
        return ModelFolder.At(_folder.In($"{name}.safetensors"));
    }

    [Fact]
    public async Task A_new_kind_of_checkpoint_is_one_class_and_one_entry_and_draws()
    {
        ModelFolder file = Dot();
        List<LoadProgress> told = [];
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(stop =>
            CheckpointLoader.Load(file, WithDots(), new LoadOptions { Progress = new Told(told) }, stop)
        );
        Assert.Equal(("red-dot", ModelFolder.HashOf(file.WeightFiles)), (pipeline.Name, pipeline.Hash));
        GeneratedImage drawn = Assert.Single(
            await pipeline.GenerateAsync(new GenerationRequest { Prompt = "ab", Seed = 1 })
        );
        // two letters: 0.5, -0.5, 0
        Assert.Equal([191, 64, 128], drawn.Image.Pixels[..3]);
        Assert.Equal(["denoiser", "hash"], told.Select(p => p.Part).Distinct());
        Assert.Equal(told[^1].TotalBytes, told[^1].Bytes);
    }

    [Fact]
    public void Facts_and_memory_are_known_without_a_tensor()
    {
        ModelDefinition definition = WithDots().Read(new CheckpointSource(Dot()));
        Assert.Equal(
            new ModelFacts("red-dot", definition.Defaults, 4, IsGuidanceDistilled: false) { Kind = "Dot" },
            definition.Facts
        );
        Assert.Equal((3L, 12L, 6L), (definition.Numbers(), definition.Bytes(), definition.Bytes(ScalarType.Float16)));
        Assert.Equal(("Dot", "MIT"), (definition.Kind, definition.License));
    }

    [Fact]
    public void Single_files_of_a_known_kind_are_listed_and_found_by_name()
    {
        Dot();
        SafetensorsWriter.Write(_folder.In("other.safetensors"), new Dictionary<string, Tensor> { ["x"] = ones(1) });
        File.WriteAllText(_folder.In("damaged.safetensors"), "no header");
        CheckpointRegistry dots = WithDots(),
            own = new();
        Assert.Equal(["red-dot"], Library(dots).List().Select(model => model.Name));
        Assert.Equal("red-dot", Library(dots).Find("red-dot").Name);
        Assert.Empty(Library(own).List());

        ModelLibrary Library(CheckpointRegistry registry) => registry.Library() with { Places = [_folder.Path] };
    }

    [Fact]
    public void Another_kind_is_refused_by_its_name_and_with_those_that_are_run()
    {
        HippogriffException file = Assert.Throws<HippogriffException>(() =>
            new CheckpointRegistry().Read(new CheckpointSource(Dot()))
        );
        Assert.Contains("unknown kind", file.Message);
        Directory.CreateDirectory(_folder.In("public"));
        File.WriteAllText(
            _folder.In("public/model_index.json"),
            """{ "_class_name": "FluxPipeline", "vae": ["diffusers", "AutoencoderKL"] }"""
        );
        HippogriffException folder = Assert.Throws<HippogriffException>(() =>
            WithDots().Read(CheckpointSource.At(_folder.In("public")))
        );
        Assert.Contains("'FluxPipeline'", folder.Message);
        Assert.Contains("Dot", folder.Message);
        Assert.Equal(FaultKind.Incompatible, folder.Kind);
    }

    [Theory]
    [InlineData("lora_unet_mid.lora_down.weight", "LoRA")]
    [InlineData("emb_params", "embedding")]
    [InlineData("register_tokens", "AuraFlow")]
    [InlineData("state_dict.embed_image_indicator.weight", "Ideogram")]
    [InlineData("controlnet_x_embedder.weight", "ControlNet")]
    public void A_file_of_another_kind_is_refused_by_what_it_is(string tensor, string fragment)
    {
        using Tensor numbers = ones(2, 3);
        SafetensorsWriter.Write(_folder.In("it.safetensors"), new Dictionary<string, Tensor> { [tensor] = numbers });
        HippogriffException error = Assert.Throws<HippogriffException>(() =>
            new CheckpointRegistry().Read(CheckpointSource.At(_folder.In("it.safetensors")))
        );
        Assert.Contains(fragment, error.Message);
        Assert.Equal(FaultKind.Incompatible, error.Kind);
    }

    [Fact]
    public void The_hash_covers_the_files_that_are_loaded_and_no_others()
    {
        ModelFolder used = Dot("used");
        ModelDefinition definition = WithDots().Read(new CheckpointSource(used));
        ModelFolder folder = new("both", _folder.Path);
        string hash = definition.Hash(folder);
        Dot("unused.fp16");
        Assert.Equal([used.Path], definition.FilesOf(folder));
        Assert.Equal(hash, definition.Hash(folder));
    }

    [Fact]
    public void A_part_that_does_not_fit_is_refused_and_nothing_leaks()
    {
        using (Tensor wrong = ones(4))
            SafetensorsWriter.Write(
                _folder.In("bad.safetensors"),
                new Dictionary<string, Tensor> { ["model.dot.colour"] = wrong }
            );
        ModelFolder bad = ModelFolder.At(_folder.In("bad.safetensors"));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.Contains(
            "'model.dot.colour'",
            Assert.Throws<HippogriffException>(() => CheckpointLoader.Load(bad, WithDots())).Message
        );
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_network_comes_in_the_asked_type_wherever_its_layers_were_made(bool onMeta)
    {
        CheckpointRegistry registry = new();
        registry.Register(new DotFormat { OnMeta = onMeta });
        using DiffusionModel model = (DiffusionModel)
            CheckpointLoader.Load(Dot(), registry, new LoadOptions { Type = ScalarType.BFloat16 });
        using DisposeScope scope = NewDisposeScope();
        Tensor colour = model.Denoiser.parameters().Single();
        Assert.Equal(ScalarType.BFloat16, colour.dtype);
        Assert.Equal([0.25f, -0.25f, 0], colour.to(ScalarType.Float32).data<float>().ToArray());
        Assert.Equal(3, model.DenoiserFor(model.EncodeText("a"))(zeros(1, 3, 4, 8), 0.5).shape[1]);
    }

    [Fact]
    public void Two_kinds_of_one_name_are_a_mistake_of_the_program() =>
        Assert.Throws<ArgumentException>(() => WithDots().Register(new HippogriffFolder()));

    private sealed class Told(List<LoadProgress> list) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => list.Add(value);
    }
}
