using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

/// <summary>Orders that cannot be are refused when they are taken, in a sentence, and leave nothing behind.</summary>
public sealed class JobRequestValidatorTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    public static TheoryData<string, string> Bad =>
        new()
        {
            { "prompt", "characters" },
            { "negative", "characters" },
            { "count 0", "number of pictures 0" },
            { "count 17", "number of pictures 17" },
            { "steps 0", "number of steps 0" },
            { "steps 251", "number of steps 251" },
            { "sampler", "sampler" },
            { "long sampler", "name of the sampler" },
            { "schedule", "schedule" },
            { "guidance", "guidance scale NaN" },
            { "width 7", "multiple of 4" },
            { "width 4096", "width 4096" },
            { "height -8", "height -8" },
            { "seed", "seed -1" },
            { "source", "There is no uploaded picture" },
            { "path", "There is no uploaded picture" },
            { "mask alone", "no source picture" },
            { "strength", "strength" },
            { "strength of nothing", "strength 5" },
            { "strength beyond numbers", "strength" },
            { "mask blur of nothing", "mask blur -1" },
            { "days of work", "million pixels to draw" },
            { "memory", "There is not enough memory" },
        };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Bad_orders_get_a_sentence(string what, string sentence)
    {
        string source = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 2, 3)));
        if (what == "memory")
            _studio.Memory.Total = 1_000_000_000;
        JobRequest order = new() { Prompt = "a cat" };
        order = what switch
        {
            "prompt" => order with { Prompt = new string('x', 2_001) },
            "negative" => order with { NegativePrompt = new string('x', 2_001) },
            "count 0" => order with { Count = 0 },
            "count 17" => order with { Count = 17 },
            "steps 0" => order with { Steps = 0 },
            "steps 251" => order with { Steps = 251 },
            "sampler" => order with { Sampler = "none" },
            "long sampler" => order with { Sampler = new string('x', 1_000) },
            "schedule" => order with { Schedule = "none" },
            "guidance" => order with { Guidance = double.NaN },
            "width 7" => order with { Width = 7 },
            "width 4096" => order with { Width = 4096 },
            "height -8" => order with { Height = -8 },
            "seed" => order with { Seed = -1 },
            "source" => order with { Source = "p" + new string('0', 64) },
            "path" => order with { Source = "../studio.db" },
            "mask alone" => order with { Mask = source },
            "strength of nothing" => order with { Strength = 5 },
            "strength beyond numbers" => order with { Strength = double.NegativeInfinity },
            "mask blur of nothing" => order with { MaskBlur = -1 },
            "days of work" => order with { Count = 16, Steps = 250, Width = 1_024, Height = 1_024 },
            "memory" => order with { Count = 8, Steps = 1, Width = 1_024, Height = 1_024 },
            _ => order with { Source = source, Strength = -1 },
        };
        Assert.Contains(
            sentence,
            (await Assert.ThrowsAsync<HippogriffException>(() => _studio.Queue.EnqueueAsync(order, "me"))).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(_studio.Queue.Open());
        Assert.Empty(_studio.Store.Open());
    }

    [Fact]
    public async Task Steps_are_not_kept_where_they_would_take_too_much()
    {
        _studio.Options.Limits.StepBytes = 6 * 8 * 4 * 6; // the start and five steps of one picture
        Assert.True((await _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "" }, "me")).Order.KeepSteps);
        Assert.False(
            (await _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "", Count = 2 }, "me")).Order.KeepSteps
        );
        _studio.Options.Limits.StepBytes--;
        Assert.False((await _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "" }, "me")).Order.KeepSteps);
    }

    [Fact]
    public void An_order_that_an_older_version_wrote_down_is_still_read_and_a_new_one_keeps_its_interval()
    {
        JobRequest old = StudioJson.Read<JobRequest>(
            "{\"prompt\":\"a "
                + "cat\",\"negativePrompt\":\"\",\"seed\":7,\"count\":1,\"guidanceRescale\":0,\"strength\":0.6,\"maskBlur\":0,\"keepSteps\":true}"
        );
        Assert.Equal(("a cat", 7L, null), (old.Prompt, old.Seed, old.GuidanceInterval));
        JobRequest order = old with { GuidanceInterval = new GuidanceInterval(0.2, 0.7) };
        Assert.Equal(order, StudioJson.Read<JobRequest>(StudioJson.Write(order)));
    }

    [Fact]
    public async Task An_order_is_drawn_with_its_own_interval_of_guidance_and_an_impossible_one_is_refused()
    {
        GuidanceInterval interval = new(0.2, 0.7);
        Job job = await _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "", GuidanceInterval = interval }, "me");
        Assert.Equal(interval, job.Order.GuidanceInterval);
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() =>
            _studio.Queue.EnqueueAsync(
                new JobRequest { Prompt = "", GuidanceInterval = new GuidanceInterval(0.7, 0.2) },
                "me"
            )
        );
        Assert.Contains("guidance interval", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_lies_exactly_on_a_limit_is_taken_and_one_more_is_not()
    {
        StudioLimits limits = _studio.Options.Limits;
        limits.Work = 250 * 8 * 4 * 16;
        limits.Side = 64;
        JobRequest order = new() { Prompt = "a cat" };
        (JobRequest Taken, JobRequest Refused)[] pairs =
        [
            (order with { Prompt = new string('x', 2_000) }, order with { Prompt = new string('x', 2_001) }),
            (order with { Width = 64 }, order with { Width = 68 }),
            (order with { Height = 64 }, order with { Height = 68 }),
            (order with { Steps = 250, Count = 16 }, order with { Steps = 250, Count = 16, Width = 12 }),
        ];
        foreach ((JobRequest taken, JobRequest refused) in pairs)
        {
            Assert.Equal(taken.Prompt, (await _studio.Queue.EnqueueAsync(taken, "me")).Order.Prompt);
            await Assert.ThrowsAsync<HippogriffException>(() => _studio.Queue.EnqueueAsync(refused, "me"));
        }
        Assert.Equal(pairs.Length, _studio.Queue.Length);
    }

    [Theory]
    [InlineData("model")]
    [InlineData("sampler")]
    [InlineData("schedule")]
    [InlineData("LoRA")]
    public async Task A_name_has_at_most_a_hundred_characters(string what)
    {
        Assert.DoesNotContain("characters", await RefusedAsync(100), StringComparison.Ordinal);
        Assert.Contains($"name of the {what} has 101 characters", await RefusedAsync(101), StringComparison.Ordinal);

        async Task<string> RefusedAsync(int length)
        {
            string name = new('x', length);
            JobRequest order = new() { Prompt = "" };
            order = what switch
            {
                "model" => order with { Model = name },
                "sampler" => order with { Sampler = name },
                "schedule" => order with { Schedule = name },
                _ => order with { Loras = [new LoraChoice(name)] },
            };
            Exception? refused = await Record.ExceptionAsync(() => _studio.Queue.EnqueueAsync(order, "me"));
            return refused?.Message ?? "";
        }
    }

    [Fact]
    public async Task A_source_and_its_mask_are_drawn_from_as_they_were_uploaded()
    {
        string source = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 2, 3))),
            mask =
                await _studio.Uploads.KeepMaskAsync(
                    PngFile.Encode(TinyModel.Plain(8, 4, 255, 255, 255)),
                    MaskMeaning.White
                );
        _studio.Options.BatchSize = 3;
        Job job = await _studio.Queue.EnqueueAsync(
            new JobRequest
            {
                Prompt = "",
                Source = source,
                Mask = mask,
                KeepSteps = false,
            },
            "me"
        );
        Assert.Equal((source, mask, false), (job.Order.Source, job.Order.Mask, job.Order.KeepSteps));
        GenerationRequest request = _studio.Orders.ToRequest(job.Order);
        Assert.Equal([1, 2, 3], request.Source!.Pixels[..3]);
        Assert.All(request.Mask!.Values, value => Assert.Equal(255, value));
        Assert.Equal((3, false), (request.BatchSize, request.KeepSteps));
        Assert.Equal([mask, source], _studio.Store.UploadsInUse().Order());
        Assert.Null(_studio.Orders.ToRequest(new JobRequest { Prompt = "" }).Source);
    }

    private async Task<HippogriffException> RefusedAsync(JobRequest order) =>
        await Assert.ThrowsAsync<HippogriffException>(() => _studio.Queue.EnqueueAsync(order, "me"));

    [Theory]
    [InlineData("model")]
    [InlineData("sampler")]
    [InlineData("schedule")]
    [InlineData("loras")]
    [InlineData("prompt")]
    [InlineData("negative_prompt")]
    [InlineData("width")]
    [InlineData("height")]
    public async Task A_refusal_names_the_field_beyond_this_servers_limits_before_a_model_is_looked_for(string field)
    {
        (_studio.Options.Limits.PromptLength, _studio.Options.Limits.Side) = (10, 64);
        string name = new('x', 101);
        JobRequest order = new() { Prompt = "", Model = "of nobody" };
        HippogriffException refused = await RefusedAsync(
            field switch
            {
                "model" => order with { Model = name },
                "sampler" => order with { Sampler = name },
                "schedule" => order with { Schedule = name },
                "loras" => order with { Loras = [new LoraChoice(name)] },
                "prompt" => order with { Prompt = name },
                "negative_prompt" => order with { NegativePrompt = name },
                "width" => order with { Width = 68 },
                _ => order with { Height = 68 },
            }
        );
        Assert.Equal(field, refused.Field);
    }

    [Fact]
    public async Task A_model_whose_own_size_is_beyond_the_limit_draws_a_smaller_one_where_that_is_asked_for()
    {
        _studio.Options.Limits.Side = 4; // the toy draws 8 x 4 pixels
        Assert.Equal("width", (await RefusedAsync(new JobRequest { Prompt = "" })).Field);
        Assert.Equal(
            4,
            (await _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "", Width = 4 }, "me")).Order.Width
        );
    }

    [Fact]
    public async Task A_prompt_that_is_null_is_refused()
    {
        Assert.Equal("prompt", (await RefusedAsync(new JobRequest { Prompt = null! })).Field);
        Assert.Equal(
            "negative_prompt",
            (await RefusedAsync(new JobRequest { Prompt = "", NegativePrompt = null! })).Field
        );
    }
}
