using Hippogriff.Data.Scenes;
using Hippogriff.Devices;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Trainings;
using Hippogriff.Training;
using Hippogriff.Training.Loop;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Studio;

public sealed class TrainingServiceTests : IDisposable
{
    private readonly TrainingFixture _studio = new();

    private TrainingService Service => _studio.Service;

    public void Dispose() => _studio.Dispose();

    [Fact]
    public async Task A_run_tells_how_it_goes_stops_with_all_saved_and_goes_on_after_the_server_was_started_anew()
    {
        Service.Start(TrainingFixture.Order());
        RunStatus going = await _studio.UntilAsync("mine", run => run.Step >= 5);
        Assert.Equal((RunPhase.Running, "denoiser", "mine"), (going.Phase, going.Stage, Service.Training));
        Assert.True(
            going
                is { PicturesPerSecond: > 0, Loss: > 0, Progress: > 0 and < 0.1, Remaining.TotalMinutes: > 9 and < 10 }
                && going.Pictures == going.Step * 4,
            $"{going}"
        );
        Assert.Equal(
            [.. Enumerable.Range(1, 5).Select(step => (long)step)],
            Service.Losses("mine")["denoiser"].Take(5).Select(point => point.Step)
        );

        RunStatus stopped = await _studio.StopAsync("mine");
        Assert.True(
            stopped is { Phase: RunPhase.Stopped, HasModel: true, PicturesPerSecond: null, Error: null }
                && stopped.Step >= going.Step,
            $"{stopped}"
        );
        Assert.Equal([stopped.Step], Service.Sheets("mine"));
        RgbImage sheet = ImageFile.Decode(Service.Sheet("mine", stopped.Step)!);
        Assert.True(sheet.Width > 256, "The sheet has no pictures.");
        Assert.Null(Service.Sheet("mine", stopped.Step + 1));

        _studio.Reopen();
        Assert.Equivalent(stopped, Assert.Single(Service.List()));
        Service.Resume("mine", minutes: null);
        RunStatus again = await _studio.UntilAsync("mine", run => run.Step > stopped.Step);
        Assert.True(again.Step <= stopped.Step + 300, "It did not go on, it began anew and was quick.");
        Said.ByOne($"denoiser goes on ... {stopped.Step}.", again.Notes);
        Assert.True((await _studio.StopAsync("mine")).Step > stopped.Step);
    }

    [Fact]
    public async Task A_run_ends_after_its_minutes_and_only_goes_on_with_more()
    {
        using TrainingFixture studio = new(new TrainingFixture.CountingClock());
        TrainingService service = studio.Service;
        service.Start(TrainingFixture.Order(minutes: 0.01)); // 0.6 seconds, and a step takes a tenth
        await service.WhenQuiet().WithPatience();
        RunStatus done = service.Find("mine")!;
        Assert.True(
            done is { Phase: RunPhase.Done, Progress: 1, HasModel: true, Error: null, Step: 6 or 7 },
            $"{done}"
        );
        Assert.Contains(
            "more minutes",
            Assert.Throws<HippogriffException>(() => service.Resume("mine", null)).Message,
            StringComparison.Ordinal
        );
        Assert.Null(service.Training);
        service.Resume("mine", 0.02);
        await service.WhenQuiet().WithPatience();
        RunStatus more = service.Find("mine")!;
        Assert.True(more is { Phase: RunPhase.Done, Step: 12 or 13 } && more.Order.Minutes == 0.02, $"{more}");
    }

    /// <summary>
    /// The files of a run that trains are copied to another name: what a process that is killed in this moment leaves.
    /// </summary>
    [Fact]
    public async Task A_run_that_a_killed_server_left_stands_in_the_list_and_goes_on_from_its_checkpoint()
    {
        Service.Start(TrainingFixture.Order() with { Recipe = "tiny-saved" });
        await _studio.UntilAsync("mine", run => run.Step >= 20); // the checkpoint of this step may still be on its way
        string left = _studio.In("studio/trainings/left"),
            denoiser = Path.Combine(left, "denoiser");
        Directory.CreateDirectory(denoiser);
        foreach (string file in new[] { "run.json", "recipe.json", "vocabulary.txt" })
            File.Copy(_studio.InRun("mine", file), Path.Combine(left, file));
        string checkpoint = Newest(_studio.InRun("mine", "denoiser"));
        await _studio.StopAsync("mine");
        File.Copy(
            File.Exists(checkpoint) ? checkpoint : Newest(_studio.InRun("mine", "denoiser")),
            Path.Combine(denoiser, Path.GetFileName(checkpoint))
        );

        _studio.Reopen();
        RunStatus found = Service.Find("left")!;
        Assert.True(
            found is { Phase: RunPhase.Stopped, Stage: "denoiser", Ended: null, HasModel: false } && found.Step >= 19,
            $"{found}"
        );
        Service.Resume("left", null);
        RunStatus on = await _studio.UntilAsync("left", run => run is { Phase: RunPhase.Running, Loss: not null });
        Assert.True(on.Step > found.Step, $"{on}");
        Assert.True((await _studio.StopAsync("left")).HasModel);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"order":null}""")]
    [InlineData("""{"order":{"name":null,"dataset":null,"minutes":1}}""")]
    [InlineData("words")]
    public void A_run_whose_record_is_damaged_is_listed_with_its_problem_among_the_others(string record)
    {
        Directory.CreateDirectory(_studio.InRun("damaged", "words"));
        File.WriteAllText(_studio.InRun("damaged", "run.json"), record);
        File.WriteAllText(
            _studio.InRun("damaged", "words/loss.csv"),
            LossRow.Header + "\n10,40,0.5,0.9,0.8,1,0.001,80\n"
        );
        RunStatus found = Assert.Single(Service.List());
        Assert.Equal(("damaged", RunPhase.Failed), (found.Name, found.Phase));
        Assert.Contains("run.json", found.Error, StringComparison.Ordinal);
        // the curve of the words is there after a restart, too
        Assert.Equal(0.8, Assert.Single(Service.Losses("damaged")["words"]).Loss);
        Assert.Throws<HippogriffException>(() => Service.Resume("damaged", null));
    }

    [Fact]
    public async Task One_run_trains_at_a_time()
    {
        Service.Start(TrainingFixture.Order());
        TrainingBusyException busy = Assert.Throws<TrainingBusyException>(() =>
            Service.Start(TrainingFixture.Order("other"))
        );
        Said.InOrder("'mine' trains", busy.Message);
        Assert.False(Directory.Exists(_studio.InRun("other", "")));
        Assert.False(Service.Stop("other"));
        await _studio.StopAsync("mine");
        Service.Start(TrainingFixture.Order("other"));
        Assert.Equal("other", Service.Training);
    }

    [Fact]
    public async Task Drawing_goes_first_and_the_training_goes_on_afterwards()
    {
        Service.Start(TrainingFixture.Order());
        await _studio.UntilAsync("mine", run => run.Step >= 3);
        _studio.Drawing.Draws = true;
        RunStatus waiting = await _studio.UntilAsync("mine", run => run.IsWaiting);
        await Task.Delay(400);
        Assert.Equal(waiting.Step, Service.Find("mine")!.Step); // a step takes some milliseconds
        _studio.Drawing.Draws = false;
        await _studio.UntilAsync("mine", run => !run.IsWaiting && run.Step > waiting.Step + 3);
    }

    [Fact]
    public async Task Its_model_is_called_like_the_run_draws_and_another_run_begins_from_it_with_its_recipe()
    {
        Service.Start(TrainingFixture.Order(minutes: 0.005));
        await Service.WhenQuiet().WithPatience();
        IModelSource models = StudioModels.SourceOf(_studio.Options);
        ModelFolder model = models.Find("mine").Files!;
        Assert.Contains(models.List(), there => there.Files == model);
        await using ModelCache cache = new(models, _studio.Options, new FreeMemory());
        using (ModelCache.Lease lease = await cache.LeaseAsync("mine"))
        {
            GeneratedImage picture = (
                await lease.Pipeline.GenerateAsync(new GenerationRequest { Prompt = "a red square", Seed = 1 })
            )[0];
            Assert.Equal(("mine", 16), (picture.Settings.Model, picture.Image.Width));
        }
        Assert.Equal("tiny", Service.Start(TrainingFixture.Order("next", 0.005, from: "mine")).Order.Recipe);
        await Service.WhenQuiet().WithPatience();
        Assert.Equal((RunPhase.Done, null), (Service.Find("next")!.Phase, Service.Find("next")!.Error));
        Assert.EndsWith(
            CheckpointRegistry.Default.HashOf(model),
            Assert
                .Single(
                    Hippogriff.Training.Loop.TrainingLog.Of(_studio.InRun("next", "")).Stretches,
                    stretch => stretch.From is not null
                )
                .From,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_run_that_cannot_go_on_says_why_without_a_path_of_this_machine()
    {
        _studio.Options.Device = "cpu";
        string data = _studio.In("studio/datasets/broken");
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "a.png"), "no picture");
        File.WriteAllText(Path.Combine(data, "a.txt"), "a cat");
        Service.Start(TrainingFixture.Order() with { Dataset = "broken" });
        await Service.WhenQuiet().WithPatience();
        RunStatus failed = Service.Find("mine")!;
        Assert.Equal(RunPhase.Failed, failed.Phase);
        Assert.Contains("can be read", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_studio.In(""), failed.Error, StringComparison.Ordinal);
        Assert.All(failed.Notes, note => Assert.DoesNotContain(_studio.In(""), note, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../mine", "squares", 1, null, "The name of a run has")]
    [InlineData("a b", "squares", 1, null, "The name of a run has")]
    [InlineData("", "squares", 1, null, "The name of a run has")]
    [InlineData("nul", "squares", 1, null, "belongs to a device")]
    [InlineData("mine", "../squares", 1, null, "There is no dataset '../squares'; there is squares")]
    [InlineData("mine", ".", 1, null, "There is no dataset")]
    [InlineData("mine", "squares", 0, null, "above 0")]
    [InlineData("mine", "squares", double.NaN, null, "above 0")]
    [InlineData("mine", "squares", 1e9, null, "above 0")]
    [InlineData("mine", "squares", 1, "../tiny", "There is no recipe '../tiny'; there are usual, first")]
    [InlineData("first", "squares", 1, null, "There is a model 'first' already")]
    public void What_cannot_be_trained_gets_a_sentence_and_leaves_nothing(
        string name,
        string dataset,
        double minutes,
        string? recipe,
        string expected
    )
    {
        RunRequest order = new()
        {
            Name = name,
            Dataset = dataset,
            Minutes = minutes,
            Recipe = recipe ?? "tiny",
        };
        Assert.Contains(
            expected,
            Assert.Throws<HippogriffException>(() => Service.Start(order)).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Service.List());
    }

    [Fact]
    public async Task Pictures_of_mixed_shapes_are_kept_where_the_order_says_so_but_not_in_scenes()
    {
        Scenes.ToySprites.Write(_studio.In("studio/datasets/toys"), SceneWorld.First, "noto");
        RunRequest order = TrainingFixture.Order() with { Buckets = true };
        Said.Refusing(
            FaultKind.InvalidRequest,
            "'toys' holds sprites ... squares",
            () => Service.Start(order with { Dataset = "toys" })
        );
        Assert.Empty(Service.List());
        foreach (RunRequest one in new[] { order, TrainingFixture.Order("squares") })
        {
            Service.Start(one);
            await _studio.UntilAsync(one.Name, run => run.Step > 0);
            Assert.Equal(one.Buckets, (await _studio.StopAsync(one.Name)).Order.Buckets);
            Assert.Equal(one.Buckets, TrainingRun.RecipeOf(_studio.InRun(one.Name, "")).Buckets);
        }
    }

    private static string Newest(string folder) =>
        Directory.GetFiles(folder, "step-*.safetensors").Order(StringComparer.Ordinal).Last();
}
