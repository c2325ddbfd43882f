using Hippogriff.Adapters;
using Hippogriff.FolderModels;
using Hippogriff.Insight;
using Hippogriff.Insight.Meaning;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Adapters;
using Hippogriff.Tests.Models;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Pipelines;

public sealed class LoraDrawingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LoraDrawingTests()
    {
        using Lora lora = TinyLora.Create(words: "rex"),
            other = TinyLora.Create(seed: 9);
        LoraFile.Write(File, lora);
        LoraFile.Write(_folder.In("snow.safetensors"), other);
    }

    private string File => _folder.In("my-dog.safetensors");

    public void Dispose() => _folder.Dispose();

    private static Task<DiffusionPipeline> Pipeline() => DiffusionPipeline.LoadAsync(() => TinyModel.Create());

    private static GenerationRequest Request(params LoraChoice[] loras) =>
        new()
        {
            Prompt = "a rex",
            Seed = 3,
            Loras = loras,
        };

    [Fact]
    public async Task A_request_draws_with_its_loras_and_the_next_without()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        byte[] plain = (await pipeline.GenerateAsync(Request()))[0].Image.Pixels;
        byte[] with = (await pipeline.GenerateAsync(Request(new LoraChoice(File))))[0].Image.Pixels;
        byte[] less = (
            await pipeline.GenerateAsync(
                Request(new LoraChoice(File, -0.5), new LoraChoice(_folder.In("snow.safetensors")))
            )
        )[0]
            .Image
            .Pixels;
        Assert.NotEqual(plain, with);
        Assert.NotEqual(with, less);
        Assert.Equal(plain, (await pipeline.GenerateAsync(Request()))[0].Image.Pixels);
        Assert.Equal(with, (await pipeline.GenerateAsync(Request(new LoraChoice(File))))[0].Image.Pixels);
    }

    [Fact]
    public async Task Who_looks_into_the_model_sees_it_with_the_loras_of_the_request()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        GenerationRequest request = Request(new LoraChoice(File));
        byte[] drawn = (await pipeline.GenerateAsync(request))[0].Image.Pixels,
            seen = (await pipeline.StepsAsync(request)).Image.Pixels;
        Assert.True(drawn.Zip(seen).All(pair => Math.Abs(pair.First - pair.Second) <= 1));
        Assert.NotEqual(seen, (await pipeline.StepsAsync(Request())).Image.Pixels);
    }

    [Fact]
    public async Task Words_of_a_LoRA_that_is_drawn_with_are_unknown_to_whoever_asks_meanwhile_without_it()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        List<string> asked = [];
        await pipeline.GenerateAsync(
            Request(new LoraChoice(File)),
            new Heard(_ => asked.AddRange(Task.Run(() => pipeline.UnknownWords("a rex")).Result))
        );
        Assert.Equal(["rex", "rex", "rex"], asked);
        Assert.Equal(
            0,
            await pipeline.RunAsync(
                (model, _) =>
                {
                    using IDisposable? adapted = model.Adapt([new LoraChoice(File)]);
                    return model.ReadingNow("a rex").Unknown.Count;
                }
            )
        );
        Assert.Equal(["rex"], await pipeline.RunAsync((model, _) => model.ReadingNow("a rex").Unknown));
    }

    [Fact]
    public void Thumbs_of_a_map_are_those_of_the_model_as_it_is()
    {
        using NetworkModel model = TinyModel.Create();
        byte[] plain = Thumb();
        using (((IPictureModel)model).Adapt([new LoraChoice(File)]))
            Assert.NotEqual(plain, Thumb());
        Assert.Equal(plain, Thumb());

        byte[] Thumb() => ConceptPictures.Of(model, ["a red square"]).Values.Single().Pixels;
    }

    [Fact]
    public async Task Its_words_take_places_among_those_that_are_read_and_a_picture_says_what_was_not_read()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        string prompt = string.Join(' ', Enumerable.Repeat("a rex", TinyNetworks.TextLength)) + " zoe";
        GenerationRequest request = Request(new LoraChoice(File)) with
        {
            Prompt = prompt,
            NegativePrompt = "a zoe",
            Guidance = 2,
        };
        PromptReading before = pipeline.ReadingOf(request),
            said = (await pipeline.GenerateAsync(request))[0].Reading!;
        Assert.Equal(before.Prompt.Cut, said.Prompt.Cut);
        Assert.Equal(TinyNetworks.TextLength, said.Prompt.Words.Count);
        Assert.Equal(TinyNetworks.TextLength + 1, said.Prompt.Cut.Count);
        Assert.Empty(said.Prompt.Unknown); // zoe stands behind the end
        Assert.Equal(["zoe"], said.Negative!.Unknown);
        Assert.Null(pipeline.ReadingOf(request with { Guidance = 1 }).Negative);
        Assert.Equal(2, said.Sentences().Count);
    }

    [Fact]
    public async Task A_word_that_the_model_does_not_know_changes_nothing()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        GenerationRequest plain = Request() with { Prompt = "a red square" };
        GeneratedImage[] drawn =
        [
            .. await pipeline.GenerateAsync(plain),
            .. await pipeline.GenerateAsync(plain with { Prompt = "a zyzzyva red zyzzyva square" }),
        ];
        Assert.Equal(drawn[0].Image.Pixels, drawn[1].Image.Pixels);
        Assert.True(drawn[0].Reading!.IsWhole);
    }

    [Fact]
    public async Task Its_words_are_known_while_it_is_used()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        Assert.Equal(["rex", "zoe"], pipeline.UnknownWords("a rex and zoe").Except(["and"]));
        Assert.Equal(["zoe"], pipeline.UnknownWords("a rex and zoe", [new LoraChoice(File)]).Except(["and"]));
    }

    [Fact]
    public async Task A_picture_says_which_loras_drew_it_and_how_strongly()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        GeneratedImage drawn = (
            await pipeline.GenerateAsync(
                Request(new LoraChoice(File, 0.75), new LoraChoice(_folder.In("snow.safetensors"), -1))
            )
        )[0];
        Assert.Equal("my-dog:0.75, snow:-1", drawn.Settings.Loras!.ToString());
        Infotext text = Infotext.Parse(Infotext.Write(drawn.Settings));
        Assert.Equal(drawn.Settings, text.Settings);
        Assert.Equal(drawn.Settings.Loras, text.Settings!.Loras);
        Assert.Equal("my-dog:0.75, snow:-1", text.Fields["Loras"]);
        Assert.Equal(
            $"my-dog: {drawn.Settings.Loras[0].DataHash}, snow: {drawn.Settings.Loras[1].DataHash}",
            text.Fields["Lora hashes"]
        );
        Assert.Null((await pipeline.GenerateAsync(Request()))[0].Settings.Loras);
    }

    [Theory]
    [InlineData(5, "is to count 5 times; -4 to 4 is allowed")]
    [InlineData(double.NaN, "is to count NaN times")]
    public async Task Numbers_out_of_range_are_refused(double weight, string why)
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        Assert.Contains(
            why,
            (
                await Assert.ThrowsAsync<HippogriffException>(() =>
                    pipeline.GenerateAsync(Request(new LoraChoice(File, weight)))
                )
            ).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Files_that_cannot_be_are_refused_and_the_pipeline_lives_on()
    {
        await using DiffusionPipeline pipeline = await Pipeline();
        byte[] plain = (await pipeline.GenerateAsync(Request()))[0].Image.Pixels;
        Assert.Contains(
            "There is no file",
            await Refusal(new LoraChoice(_folder.In("nothing.safetensors"))),
            StringComparison.Ordinal
        );
        Assert.Contains("is a folder", await Refusal(new LoraChoice(_folder.Path)), StringComparison.Ordinal);
        Assert.Contains(
            "is named twice",
            await Refusal(new LoraChoice(File), new LoraChoice(File, 2)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "8 at once are allowed",
            await Refusal([.. Enumerable.Range(0, 9).Select(i => new LoraChoice($"{i}"))]),
            StringComparison.Ordinal
        );
        using (Lora lora = TinyLora.Create())
            LoraFile.Write(_folder.In("other.safetensors"), lora with { Base = new LoraBase("large", "fedcba9876") });
        string message = await Refusal(new LoraChoice(File), new LoraChoice(_folder.In("other.safetensors")));
        Assert.True(
            message.Contains("'large'", StringComparison.Ordinal)
                && message.Contains("not for tiny", StringComparison.Ordinal),
            message
        );
        Assert.Equal(plain, (await pipeline.GenerateAsync(Request()))[0].Image.Pixels);

        async Task<string> Refusal(params LoraChoice[] loras) =>
            (await Assert.ThrowsAsync<HippogriffException>(() => pipeline.GenerateAsync(Request(loras)))).Message;
    }

    [Fact]
    public async Task A_model_without_layers_takes_none()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() =>
            new FolderModel("folder:x", [TinyModel.Plain(16, 16, 1, 2, 3)], ["a cat"], TorchSharp.torch.CPU)
        );
        await Said.RefusingAsync(
            FaultKind.Incompatible,
            "folder:x takes no LoRA",
            () => pipeline.GenerateAsync(Request(new LoraChoice(File)))
        );
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(3e38)]
    public async Task Numbers_that_run_over_end_in_a_sentence_and_leave_the_model_as_it_was(double alpha)
    {
        using Lora lora = TinyLora.Create();
        using (SafetensorsFile file = SafetensorsFile.Open(File))
        {
            using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
            Dictionary<string, TorchSharp.torch.Tensor> tensors = file.Entries.ToDictionary(
                e => e.Name,
                e => file.Read(e.Name, TorchSharp.torch.ScalarType.Float32)
            );
            foreach (
                string name in tensors.Keys.Where(name => name.EndsWith(".alpha", StringComparison.Ordinal)).ToArray()
            )
                tensors[name] = TorchSharp.torch.tensor((float)alpha);
            SafetensorsWriter.Write(_folder.In("huge.safetensors"), tensors);
        }
        await using DiffusionPipeline pipeline = await Pipeline();
        byte[] plain = (await pipeline.GenerateAsync(Request()))[0].Image.Pixels;
        HippogriffException error = await Assert.ThrowsAsync<HippogriffException>(() =>
            pipeline.GenerateAsync(Request(new LoraChoice(_folder.In("huge.safetensors"))))
        );
        Assert.Matches("ran over|more than numbers can hold", error.Message);
        Assert.Equal(plain, (await pipeline.GenerateAsync(Request()))[0].Image.Pixels);
    }
}
