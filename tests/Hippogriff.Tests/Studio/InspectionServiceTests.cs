using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Inside;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Tests.Studio;

public sealed class InspectionServiceTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();
    private readonly InspectionService _service;
    private readonly List<string> _told = [];

    public InspectionServiceTests() =>
        _service = new InspectionService(
            _studio.Cache,
            _studio.Queue,
            new JobRequestValidator(
                _studio.Options,
                _studio.Cache,
                _studio.Uploads,
                _studio.Loras,
                new DrawingMemory(_studio.Memory, _studio.Options)
            ),
            TimeProvider.System
        );

    public async ValueTask DisposeAsync()
    {
        _service.Dispose();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Pictures_of_the_queue_are_drawn_before_a_look_begins()
    {
        await _studio.TakeAsync();
        await _studio.TakeAsync();
        Task<int> look = InspectAsync((_, _, _) => Task.FromResult(_studio.Queue.Open().Count));
        await Patience.UntilAsync(() => Told().Any(Waits(2)));
        await _studio.DrawNextAsync();
        await Patience.UntilAsync(() => Told().Any(Waits(1)));
        Assert.False(look.IsCompleted);
        await _studio.DrawNextAsync();
        Assert.Equal(0, await look.WithPatience());
        Assert.Equal("", Told()[^1]);
    }

    [Fact]
    public async Task A_second_visitor_waits_is_told_so_and_may_go_again()
    {
        TaskCompletionSource<int> end = new();
        Task<int> first = InspectAsync((_, _, _) => end.Task);
        await Patience.UntilAsync(() => Told().Contains(""));
        using CancellationTokenSource leaves = new();
        Task<int> second = InspectAsync((_, _, _) => Task.FromResult(2), stop: leaves.Token),
            third = InspectAsync((_, _, _) => Task.FromResult(3));
        await Patience.UntilAsync(() =>
            Told().Count(said => said.StartsWith("Another inspection", StringComparison.Ordinal)) == 2
        );
        Assert.False(second.IsCompleted || third.IsCompleted);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WithPatience());
        end.SetResult(1);
        Assert.Equal((1, 3), (await first.WithPatience(), await third.WithPatience()));
    }

    [Fact]
    public async Task A_look_that_is_cancelled_ends_within_a_step_and_gives_its_turn_back()
    {
        using CancellationTokenSource stop = new();
        int passes = 0;
        _studio.Model.BeforePass = () =>
        {
            if (++passes == 2)
                stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            InspectAsync(
                    async (pipeline, request, token) => (await pipeline.GenerateAsync(request, null, token)).Count,
                    steps: 50,
                    stop: stop.Token
                )
                .WithPatience()
        );
        Assert.InRange(passes, 2, 3);
        Assert.Equal(1, await InspectAsync((_, _, _) => Task.FromResult(1)).WithPatience());
    }

    [Theory]
    [InlineData(2_001, 5, "2001 characters")]
    [InlineData(1, 251, "251 is more than the 250")]
    public async Task What_is_more_than_pictures_may_ask_for_is_refused_in_a_sentence(
        int letters,
        int steps,
        string says
    ) =>
        Assert.Contains(
            says,
            (
                await Assert.ThrowsAsync<HippogriffException>(() =>
                    InspectAsync((_, _, _) => Task.FromResult(1), letters, steps)
                )
            ).Message,
            StringComparison.Ordinal
        );

    /// <summary>Says that jobs of the queue, two or one, come first.</summary>
    private static Func<string, bool> Waits(int jobs) =>
        said => said.StartsWith(jobs == 1 ? "One job" : $"{jobs} jobs", StringComparison.Ordinal);

    private Task<int> InspectAsync(
        Func<DiffusionPipeline, GenerationRequest, CancellationToken, Task<int>> look,
        int letters = 1,
        int steps = 5,
        CancellationToken stop = default
    ) =>
        _service.InspectAsync(
            new JobRequest { Prompt = new string('a', letters), Steps = steps },
            look,
            said =>
            {
                lock (_told)
                    _told.Add(PageTexts.English[said]);
            },
            stop
        );

    private List<string> Told()
    {
        lock (_told)
            return [.. _told];
    }
}
