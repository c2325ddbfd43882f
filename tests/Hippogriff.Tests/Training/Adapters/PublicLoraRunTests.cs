using Hippogriff.Adapters;
using Hippogriff.Cli.Trainings;
using Hippogriff.Data.Captions;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Pipelines.Checkpoints;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Training.Adapters;

/// <summary>What <c>hippogriff train --lora-rank</c> does with a public model, from its files to a picture.</summary>
public sealed class PublicLoraRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PublicLoraRunTests()
    {
        CaptionedFolder data = new(_folder.In("data"));
        foreach (byte shade in new byte[] { 40, 100 })
            data.Add(TinyModel.Plain(SmallCheckpoint.Side, SmallCheckpoint.Side, 250, shade, 10), ["a rex"]);
        data.End();
    }

    public void Dispose() => _folder.Dispose();

    private TrainingRequest Order(string model, string run) =>
        new()
        {
            Data = _folder.In("data"),
            Out = _folder.In(run),
            From = model,
            Lora = 2,
            Length = new TrainingLength(4, null),
            BatchSize = 1,
            LearningRate = 1, // far too much, for a change that is seen after a few updates
            Device = "cpu",
        };

    /// <summary>Trains, goes on with the run, and draws with what came out.</summary>
    private async Task TrainAndDraw(string model, int side)
    {
        TrainingRequest order = Order(model, "rex");
        TrainingEnd end = await RequestedTraining.RunAsync(order, new Watcher(), default);
        Assert.Equal((_folder.In("rex/rex.safetensors"), true), (end.Model, end.Finished));
        end = await RequestedTraining.RunAsync(
            order with
            {
                Resume = true,
                From = null,
                Lora = null,
                Length = new TrainingLength(5, null),
            },
            new Watcher(),
            default
        );
        LoraCard card = LoraFile.CardOf(end.Model!);
        Assert.Equal(("rex", 2L, "LoRA"), (card.Name, card.Rank, Assert.Single(card.Kinds)));
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(model);
        GenerationRequest request = new()
        {
            Prompt = "a rex",
            Seed = 1,
            Steps = 3,
            Width = side,
            Height = side,
        };
        GeneratedImage plain = (await pipeline.GenerateAsync(request))[0],
            drawn = (await pipeline.GenerateAsync(request with { Loras = [new LoraChoice(end.Model!, 4)] }))[0];
        Assert.NotEqual(plain.Image.Pixels, drawn.Image.Pixels);
        Assert.Empty(drawn.Reading!.Ignored);
    }

    [Fact]
    public Task A_folder_learns_resumes_and_draws() =>
        TrainAndDraw(SmallCheckpoint.Write(_folder.In("small")).Path, SmallCheckpoint.Side);

    [Fact]
    public async Task A_single_file_learns_resumes_and_draws_and_the_file_says_for_which_family()
    {
        string file = _folder.In("small.safetensors");
        SmallSingleFile.Write(file);
        await TrainAndDraw(file, 64);
        Assert.Equal("Stable Diffusion 1.x", LoraFile.CardOf(_folder.In("rex/rex.safetensors")).Family);
    }

    [Fact]
    public async Task What_only_models_of_our_own_learn_is_refused()
    {
        string model = SmallCheckpoint.Write(_folder.In("small")).Path;
        foreach (
            TrainingRequest order in new[]
            {
                Order(model, "a") with
                {
                    Like = "dog",
                },
                Order(model, "b") with
                {
                    Prior = 4,
                },
            }
        )
        {
            HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() =>
                RequestedTraining.RunAsync(order, new Watcher(), default)
            );
            Assert.Contains("--like", refused.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(order.Out));
        }
    }
}
