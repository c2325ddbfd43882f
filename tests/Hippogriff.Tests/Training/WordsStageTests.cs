using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Scenes;
using Hippogriff.Training;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

[Collection(nameof(Alone))]
public sealed class WordsStageTests(SceneFixture fixture) : IClassFixture<SceneFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void From_captions_alone_an_encoder_learns_who_is_left_of_whom()
    {
        Orders source = new();
        Vocabulary vocabulary = Vocabulary.From(Orders.Captions);
        random.manual_seed(1);
        using TextEncoder encoder = new(
            new TextEncoderConfig(vocabulary.Words.Count, Length: 8, Width: 64, Depth: 1, RelativePlaces: true)
        );
        using WordsReader reader = new(64);
        using PartHead head = new(64, source.ThingCount, source.ColourCount);
        WordsObjective objective = new(encoder, source, vocabulary, reader, head, 4);
        using (
            TrainingLoop<WordsBatch> loop = new(
                objective,
                new TrainingPlan(250, null, new LearningRateSchedule(0.002, 20)),
                new CheckpointFolder(_folder.In("words"))
            )
        )
            loop.Run();

        for (int i = 0; i < Orders.Captions.Length; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable still = no_grad();
            // [1, 1 + K + ..., 8, 8]
            Tensor read = head.call(reader.call(encoder.call(vocabulary.Encode([Orders.Captions[i]], 8)).Tokens));
            ushort[] things =
            [
                .. read[0]
                    .narrow(0, 0, 1 + source.ThingCount)
                    .argmax(0)
                    .flatten()
                    .data<long>()
                    .Select(thing => (ushort)thing),
            ];
            Assert.Equal(source.Parts(i, WordsReader.Cells).Things, things);
        }
    }

    [Fact]
    public void A_run_learns_words_first_resumes_bit_equal_and_ships_what_it_learned()
    {
        SceneComposer source = fixture.Composer(size: 16);
        TrainingRecipe recipe = Recipe(share: 0.5);
        Watcher watcher = new();
        Assert.True(TrainingRun.Begin(recipe, source, _folder.In("a"), CPU, watcher).Train(new(24, null), default));
        Assert.Equal(["autoencoder", "words", "denoiser"], watcher.Stages);
        Assert.Equal([12, 6, 6], Lengths(watcher));
        // of the whole run: one bar that never falls back
        double[] shares = [.. watcher.Steps.Select(step => step.RunProgress)];
        Assert.Equal(shares.Order(), shares);
        Assert.Equal([0.5, 0.75, 1], [shares[11], shares[17], shares[23]]);
        Assert.All(
            watcher.Steps.Take(23),
            step => Assert.True(step.RunRemaining >= step.Remaining && step.RunRemaining > TimeSpan.Zero)
        );
        TrainingFolder written = new(_folder.In("a"));
        Assert.True(written.HasBegun && written.Model is not null);
        Assert.Equal(("denoiser", 6), written.Checkpoint());
        Assert.Equal([6], written.Sheets);

        foreach (int stop in new[] { 14, 21 }) // among the words, and after them
        {
            using CancellationTokenSource cancel = new();
            int seen = 0;
            Watcher stopping = new()
            {
                OnStep = _ =>
                {
                    if (++seen == stop)
                        cancel.Cancel();
                },
            };
            string folder = _folder.In($"stopped at {stop}");
            Assert.False(TrainingRun.Begin(recipe, source, folder, CPU, stopping).Train(new(24, null), cancel.Token));
            Watcher going = new();
            Assert.True(TrainingRun.Resume(source, folder, CPU, going).Train(new(24, null), default));
            Assert.Equal(
                watcher.Steps.Select(s => s.Loss),
                [.. stopping.Steps.Select(s => s.Loss), .. going.Steps.Select(s => s.Loss)]
            );
            Assert.Equal(Shipped(_folder.In("a")), Shipped(folder));
        }
    }

    [Fact]
    public void A_run_from_a_model_may_add_layers_and_distances_and_begins_by_saying_the_same()
    {
        SceneComposer source = fixture.Composer(size: 16);
        TrainingRun.Begin(Recipe(share: 0), source, _folder.In("old"), CPU, new Watcher()).Train(new(4, null), default);
        string model = Path.Combine(_folder.In("old"), "model");
        TrainingRecipe deeper = Recipe(share: 0);
        deeper = deeper with
        {
            From = model,
            LearningRateSchedule = new LearningRateSchedule(1e-9),
            Text = deeper.Text with { Depth = 3, RelativePlaces = true },
        };
        TrainingRun.Begin(deeper, source, _folder.In("new"), CPU, new Watcher()).Train(new(1, null), default);

        using NetworkModel old = PipelineLoader.Load(model),
            added = PipelineLoader.Load(Path.Combine(_folder.In("new"), "model"));
        Assert.Equal(
            (3, true),
            (added.Network.TextEncoder.Config.Depth, added.Network.TextEncoder.Config.RelativePlaces)
        );
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        Tensor ids = old.Vocabulary.Encode(["a cat to the left of a dog"], TinyNetworks.TextLength);
        Assert.True(
            TinyNetworks.LargestDifference(
                old.Network.TextEncoder.call(ids).Tokens,
                added.Network.TextEncoder.call(ids).Tokens
            ) < 0.01
        ); // both were kept in float16
    }

    [Fact]
    public void A_model_that_has_the_recipes_encoder_already_does_not_learn_its_words_again()
    {
        SceneComposer source = fixture.Composer(size: 16);
        TrainingRun
            .Begin(Recipe(share: 0.5), source, _folder.In("old"), CPU, new Watcher())
            .Train(new(8, null), default);
        TrainingRecipe again = Recipe(share: 0.5) with { From = Path.Combine(_folder.In("old"), "model") };
        Watcher same = new(),
            deeper = new();
        TrainingRun.Begin(again, source, _folder.In("same"), CPU, same).Train(new(8, null), default);
        TrainingRun
            .Begin(again with { Text = again.Text with { Depth = 2 } }, source, _folder.In("deeper"), CPU, deeper)
            .Train(new(8, null), default);
        Assert.Equal(["denoiser"], same.Stages);
        Assert.Equal(["words", "denoiser"], deeper.Stages);
    }

    private static TrainingRecipe Recipe(double share)
    {
        TrainingRecipe recipe = TinyRecipe.Create();
        return recipe with { Text = recipe.Text with { Share = share } };
    }

    private static int[] Lengths(Watcher watcher)
    {
        List<int> lengths = [];
        foreach (TrainingProgress step in watcher.Steps)
        {
            if (step.State.Step == 1)
                lengths.Add(0);
            lengths[^1]++;
        }
        return [.. lengths];
    }

    private static byte[] Shipped(string run) =>
        [
            .. new[] { "denoiser", "text_encoder" }.SelectMany(part =>
                File.ReadAllBytes(Path.Combine(run, "model", part, "model.safetensors"))
            ),
        ];

    /// <summary>The same words in two orders: what lies where is said by their order alone.</summary>
    private sealed class Orders : IPartSource
    {
        public static readonly string[] Captions = ["a disc left of a square", "a square left of a disc"];

        public int ThingCount => 2;

        public int ColourCount => 1;

        public long? Count => Captions.Length;

        public string Caption(long index) => Captions[index % Captions.Length];

        public PartMap Parts(long index, int side)
        {
            bool discIsLeft = index % Captions.Length == 0;
            ushort[] things =
            [
                .. Enumerable
                    .Range(0, side * side)
                    .Select(cell => (ushort)(cell % side < side / 2 == discIsLeft ? 1 : 2)),
            ];
            return new PartMap(side, things, new byte[side * side], new float[2 * side * side]);
        }

        public Example Get(long index) => throw new NotSupportedException("Nobody draws here.");
    }
}
