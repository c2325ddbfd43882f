using Hippogriff.Data.Captions;
using Hippogriff.Data.Folders;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Adapters;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training.Adapters;
using Hippogriff.Training.Diagnosis;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training.Adapters;

public sealed class AdapterRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AdapterRunTests()
    {
        using NetworkModel model = TinyModel.Create();
        PipelineLoader.Save(Model, model, TinyNetworks.Config("u_net"), ScalarType.Float32);
        CaptionedFolder data = new(Data);
        foreach (byte shade in new byte[] { 40, 60, 80, 100 })
            data.Add(TinyModel.Plain(16, 16, 250, shade, 10), ["a rex"]);
        data.End();
    }

    private string Model => _folder.In("tiny");

    private string Data => _folder.In("data");

    private FolderSource Source => FolderSource.Open(Data, 16, 3);

    public void Dispose() => _folder.Dispose();

    private AdapterPlan Plan(int prior = 4)
    {
        using NetworkModel model = PipelineLoader.Load(Model);
        return new AdapterPlan(
            "toy",
            Model,
            model.Hash,
            2,
            new LearningRateSchedule(0.01, 2),
            "red",
            BatchSize: 4,
            Prior: prior,
            PriorWeight: 1,
            Precision: "float32",
            Seed: 2
        );
    }

    private AdapterRun Begin(string run, AdapterPlan plan, Watcher? watcher = null) =>
        AdapterRun.Begin(plan, Source, _folder.In(run), "cpu", watcher ?? new Watcher());

    private static TrainingLength Steps(long steps) => new(steps, null);

    [Fact]
    public void A_run_leaves_a_file_that_teaches_the_model_the_new_thing_and_leaves_the_model_alone()
    {
        Watcher watcher = new();
        AdapterRun run = Begin("run", Plan(), watcher);
        Assert.True(run.Train(Steps(120), default));
        Assert.Equal(["lora"], watcher.Stages);
        Assert.Contains("New words: rex.", watcher.Notes);
        using NetworkModel model = PipelineLoader.Load(Model);
        Assert.Equal(model.Hash, Plan().ModelHash);
        DenoiserExam exam = DenoiserExam.Of(Source);
        double before = exam.Look(model, words: false).ValidationLoss;
        using (model.Adapt([new LoraChoice(run.File)]))
        {
            Assert.True(model.ReadingNow("a red rex").IsWhole);
            double after = exam.Look(model, words: false).ValidationLoss;
            Assert.True(after < 0.5 * before, $"{before} {after}");
        }
        Assert.Equal(["rex"], model.ReadingOf("a red rex").Unknown);
        Assert.Equal(before, exam.Look(model, words: false).ValidationLoss);
        Assert.True(
            File.Exists(_folder.In("run/sheets/step-0000120.png")) && File.Exists(_folder.In("run/lora/loss.png"))
        );
    }

    [Fact]
    public void Holding_on_keeps_what_the_model_knew()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = PipelineLoader.Load(Model);
        Tensor known = TinyLora.Answer(model.Network, 2, 4, 6);
        double[] moved =
        [
            .. new[] { 0, 8 }.Select(prior =>
            {
                AdapterRun run = Begin($"run{prior}", Plan(prior));
                Assert.True(run.Train(Steps(80), default));
                using IDisposable? changed = model.Adapt([new LoraChoice(run.File)]);
                using Tensor now = TinyLora.Answer(model.Network, 2, 4, 6);
                return (double)(now - known).norm().item<float>();
            }),
        ];
        Assert.True(moved[1] < 0.7 * moved[0], $"{moved[0]} without, {moved[1]} with");
    }

    [Fact]
    public void A_stopped_run_goes_on_to_the_very_same_file()
    {
        AdapterRun whole = Begin("whole", Plan());
        Assert.True(whole.Train(Steps(6), default));
        using CancellationTokenSource stop = new();
        Watcher watcher = new()
        {
            OnStep = progress =>
            {
                if (progress.State.Step == 3)
                    stop.Cancel();
            },
        };
        Assert.False(Begin("halves", Plan(), watcher).Train(Steps(6), stop.Token));
        AdapterRun again = AdapterRun.Resume(Source, _folder.In("halves"), "cpu", new Watcher());
        Assert.True(again.Train(Steps(6), default));
        Assert.Equal(File.ReadAllBytes(whole.File), File.ReadAllBytes(again.File));
    }

    [Fact]
    public void Pictures_of_several_shapes_are_learned_in_their_shapes()
    {
        CaptionedFolder mixed = new(_folder.In("mixed"));
        for (int i = 0; i < 6; i++)
            mixed.Add(TinyModel.Plain(i % 2 == 0 ? 40 : 24, i % 2 == 0 ? 24 : 40, 250, (byte)(20 * i), 10), ["a rex"]);
        mixed.End();
        string[] files =
        [
            .. new[] { true, false }.Select(buckets =>
            {
                FolderSource source = FolderSource.Open(
                    _folder.In("mixed"),
                    16,
                    3,
                    new() { Buckets = buckets ? 4 : null }
                );
                Assert.Equal(buckets ? 2 : 1, source.Buckets.Count);
                AdapterRun run = AdapterRun.Begin(
                    Plan() with
                    {
                        Buckets = buckets,
                    },
                    source,
                    _folder.In($"run{buckets}"),
                    "cpu",
                    new Watcher()
                );
                Assert.True(run.Train(Steps(3), default));
                Assert.Equal(buckets, RunFolder<AdapterPlan>.PlanOf(_folder.In($"run{buckets}")).Buckets);
                return Convert.ToHexString(File.ReadAllBytes(run.File));
            }),
        ];
        Assert.NotEqual(files[0], files[1]);
    }

    [Fact]
    public void One_picture_only_is_trained_on_and_its_likeness_is_not_called_a_copy()
    {
        CaptionedFolder one = new(_folder.In("one"));
        one.Add(TinyModel.Plain(16, 16, 250, 90, 10), ["ο rex στο χιόνι"]);
        one.End();
        Watcher watcher = new();
        AdapterRun run = AdapterRun.Begin(
            Plan(prior: 0),
            FolderSource.Open(_folder.In("one"), 16, 3),
            _folder.In("run"),
            "cpu",
            watcher
        );
        Assert.True(run.Train(Steps(3), default));
        Assert.Contains(
            watcher.Notes,
            note =>
                note.EndsWith(
                    "with 1 training picture likeness and copying cannot be distinguished.",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains("New words: rex, ο, στο, χιόνι.", watcher.Notes);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Refused("'zebra' ... --like", () => Begin("a", Plan() with { Like = "zebra" }).Train(Steps(1), default));
        Refused("rank is 1 to 256, not 0", () => Begin("b", Plan() with { Rank = 0 }));
        Refused(
            "hash 0000000000 then",
            () => Begin("c", Plan() with { ModelHash = "0000000000" }).Train(Steps(1), default),
            FaultKind.Incompatible
        );
        _folder.Write("d/something.txt", "here");
        Refused($"'{_folder.In("d")}' is not empty", () => Begin("d", Plan()));
        Begin("e", Plan());
        Refused("--resume", () => Begin("e", Plan()));
        _folder.Write("f/lora.json", "{\"name\": 3}");
        Refused(
            "cannot be read",
            () => AdapterRun.Resume(Source, _folder.In("f"), "cpu", new Watcher()),
            FaultKind.DamagedFile
        );

        static void Refused(string said, Action ask, FaultKind kind = FaultKind.InvalidRequest) =>
            Said.Refusing(kind, said, ask);
    }
}
