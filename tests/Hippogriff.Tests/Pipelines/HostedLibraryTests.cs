using System.Drawing;
using Hippogriff.Extensions.AI;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Microsoft.Extensions.AI;

namespace Hippogriff.Tests.Pipelines;

/// <summary>The library within programs that have threads and contexts of their own.</summary>
public class HostedLibraryTests
{
    private static readonly GenerationRequest s_request = new()
    {
        Prompt = "a red square",
        Seed = 1,
        Steps = 6,
        Schedule = "uniform",
    };

    private static Task<DiffusionPipeline> Open() => DiffusionPipeline.LoadAsync(() => TinyModel.Create());

    [Fact]
    public async Task A_thread_that_blocks_on_every_result_under_its_own_context_does_not_wait_for_itself()
    {
        using BlockedThread screen = new();
        int pictures = await screen.RunAsync(() =>
        {
            using DiffusionPipeline pipeline = Open().Result;
            pipeline.RunAsync((model, _) => model.Name).Wait();
            HippogriffImageGenerator generator = new(pipeline);
            ImageGenerationOptions options = new() { ImageSize = new Size(16, 16) };
            return pipeline.GenerateAsync(s_request).Result.Count
                + generator.GenerateAsync(new ImageGenerationRequest("a red square"), options).Result.Contents.Count;
        });
        Assert.Equal(2, pictures);
    }

    [Fact]
    public async Task A_shared_pipeline_is_loaded_and_closed_from_a_thread_that_blocks()
    {
        using BlockedThread screen = new();
        Assert.Equal(
            "tiny",
            await screen.RunAsync(() =>
            {
                using SharedPipeline shared = new(_ => Open());
                return shared.GetAsync().Result.Name;
            })
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Previews_asked_for_by_the_Progress_of_dotnet_come_late_and_find_no_freed_tensor(bool underContext)
    {
        using BlockedThread screen = new();
        using DiffusionPipeline pipeline = await Open();
        List<Task<RgbImage?>> late = [];
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Progress<GenerationProgress> Progress() =>
            new(step =>
            {
                Task<RgbImage?> seen = Task.FromResult<RgbImage?>(null);
                try
                {
                    seen = Task.FromResult(step.Preview());
                }
                catch (Exception error)
                {
                    seen = Task.FromException<RgbImage?>(error);
                }
                lock (late)
                {
                    late.Add(seen);
                    if (late.Count == 6)
                        all.SetResult();
                }
            });
        Progress<GenerationProgress> progress = underContext
            ? await screen.RunAsync(Progress)
            : await Task.Run(Progress);
        await pipeline.GenerateAsync(s_request, progress);
        await all.Task.WithPatience();
        foreach (Task<RgbImage?> seen in late)
            Assert.Null(await seen); // not decoded in time: none, and no fault
        Assert.Empty(screen.Uncaught);
    }

    [Fact]
    public async Task Previews_that_are_decoded_beforehand_are_seen_by_the_Progress_of_dotnet_after_the_pipeline_is_gone()
    {
        using BlockedThread screen = new();
        List<GenerationProgress> heard = [];
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IProgress<GenerationProgress> progress = await screen.RunAsync(() =>
            new Progress<GenerationProgress>(step =>
            {
                heard.Add(step);
                if (heard.Count == 6)
                    all.SetResult();
            })
        );
        GeneratedImage picture;
        using (DiffusionPipeline pipeline = await Open())
            picture = (await pipeline.GenerateAsync(s_request with { PreviewEvery = 4 }, progress))[0];
        await all.Task.WithPatience();
        // every fourth, and the last
        Assert.Equal([4, 6], heard.Where(step => step.Preview() is not null).Select(step => step.Step));
        Assert.Equal(picture.Image.Pixels, heard.Single(step => step.Step == 6).Preview()!.Pixels);
    }

    [Fact]
    public async Task A_report_that_is_kept_decodes_nothing_once_its_step_is_over()
    {
        using DiffusionPipeline pipeline = await Open();
        List<GenerationProgress> kept = [];
        List<bool> elsewhere = [];
        await pipeline.GenerateAsync(
            s_request,
            new Heard(step =>
            {
                foreach (GenerationProgress before in kept)
                    Assert.Equal(before.Step == 3, before.Preview() is not null); // too late
                elsewhere.Add(Task.Run(() => step.Preview() is null).Result); // in time, on another thread
                if (step.Step == 3)
                    Assert.NotNull(step.Preview());
                kept.Add(step);
            })
        );
        Assert.Equal(6, elsewhere.Count(none => none));
        // what was decoded stays
        Assert.Equal([3], kept.Where(step => step.Preview() is not null).Select(step => step.Step));
    }

    [Fact]
    public async Task A_model_without_a_list_of_words_has_no_unknown_ones()
    {
        using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => new ToyModel());
        Assert.Empty(pipeline.UnknownWords("a zeppelin"));
    }
}
