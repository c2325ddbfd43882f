using Hippogriff.Imaging;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

/// <summary>Orders that cannot be are refused when they are taken, in a sentence, and leave nothing behind.</summary>
public sealed class OrderCheckTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    public static TheoryData<string, string> Bad => new()
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
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Bad_orders_get_a_sentence(string what, string sentence)
    {
        string source = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 2, 3)));
        JobOrder order = new() { Prompt = "a cat" };
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
            _ => order with { Source = source, Strength = 0 },
        };
        Assert.Contains(sentence, (await Assert.ThrowsAsync<HippogriffException>(() => _studio.Queue.EnqueueAsync(order, "me"))).Message, StringComparison.Ordinal);
        Assert.Empty(_studio.Queue.Open());
        Assert.Empty(_studio.Store.Open());
    }

    [Fact]
    public async Task Steps_are_not_kept_where_they_would_take_too_much()
    {
        _studio.Options.Limits.StepBytes = 6 * 8 * 4 * 6; // the start and five steps of one picture
        Assert.True((await _studio.Queue.EnqueueAsync(new JobOrder { Prompt = "" }, "me")).Order.KeepSteps);
        Assert.False((await _studio.Queue.EnqueueAsync(new JobOrder { Prompt = "", Count = 2 }, "me")).Order.KeepSteps);
    }
}
