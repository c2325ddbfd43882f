using Hippogriff.Studio.Access;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

/// <summary>In which order the jobs of several people are drawn.</summary>
public sealed class FairTurnsTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task People_are_served_in_turn_and_not_by_order_of_arrival()
    {
        await TakeAsync("mia", "m1", "m2", "m3");
        await TakeAsync("tom", "t1", "t2");
        await TakeAsync("eva", "e1");
        Assert.Equal(["m1", "t1", "e1", "m2", "t2", "m3"], Waiting());
        Assert.Equal(["m1", "t1", "e1", "m2", "t2", "m3"], await DrawAllAsync());
    }

    [Fact]
    public async Task Who_comes_while_others_are_drawn_is_next_and_has_saved_up_nothing()
    {
        await TakeAsync("mia", "m1", "m2", "m3", "m4");
        await _studio.DrawNextAsync();
        await _studio.DrawNextAsync();
        await TakeAsync("tom", "t1", "t2", "t3", "t4");
        Assert.Equal(["m3", "t1", "m4", "t2", "t3", "t4"], Waiting());
    }

    [Fact]
    public async Task First_jobs_of_newcomers_come_before_the_second_of_the_one_who_is_drawn()
    {
        await TakeAsync("mia", "m1", "m2");
        await _studio.NextAsync(); // m1 runs
        await TakeAsync("tom", "t1", "t2");
        await TakeAsync("eva", "e1");
        Assert.Equal(["m1", "t1", "e1", "m2", "t2"], Waiting());
    }

    [Fact]
    public async Task A_job_of_many_pictures_counts_as_many_turns()
    {
        await TakeAsync("mia", 4, "m1", "m2");
        await TakeAsync("tom", "t1", "t2", "t3", "t4", "t5", "t6");
        Assert.Equal(["m1", "t1", "t2", "t3", "t4", "m2", "t5", "t6"], Waiting());
    }

    [Fact]
    public async Task Who_has_twice_the_weight_gets_two_turns_to_one()
    {
        ApiKeys keys = ApiKeys.Of(_studio.Options);
        keys.Add("mia", DateTimeOffset.UnixEpoch, new KeyRights(KeyRole.User, Weight: 2));
        keys.Add("tom", DateTimeOffset.UnixEpoch, new KeyRights(KeyRole.User));
        await TakeAsync("mia", "m1", "m2", "m3", "m4");
        await TakeAsync("tom", "t1", "t2");
        Assert.Equal(["m1", "t1", "m2", "m3", "t2", "m4"], Waiting());
    }

    [Fact]
    public async Task One_owner_alone_is_served_in_order_of_arrival()
    {
        await TakeAsync("", "a", "b", "c");
        Assert.Equal(["a", "b", "c"], await DrawAllAsync());
    }

    [Fact]
    public async Task A_person_can_reorder_their_own_and_takes_no_turn_of_another()
    {
        await TakeAsync("mia", "m1", "m2", "m3");
        await TakeAsync("tom", "t1", "t2");
        Guid last = Id("m3");
        Assert.True(_studio.Queue.Move(last, 0));
        Assert.Equal(["m3", "t1", "m1", "t2", "m2"], Waiting());
        Assert.True(_studio.Queue.Move(last, 4));
        Assert.Equal(["t1", "m1", "t2", "m2", "m3"], Waiting());
    }

    [Fact]
    public async Task After_a_restart_turns_and_own_orders_are_kept()
    {
        await TakeAsync("mia", "m1", "m2");
        await TakeAsync("tom", "t1", "t2");
        _studio.Queue.Move(Id("m2"), 0);
        _studio.Reopen();
        Assert.Equal(["m2", "t1", "m1", "t2"], Waiting());
        Assert.All(_studio.Queue.Open(), now => Assert.NotEqual("", now.Job.Owner));
    }

    [Fact]
    public async Task While_all_ask_the_most_served_has_at_most_one_more_than_the_least()
    {
        string[] people = [.. Enumerable.Range(1, 30).Select(number => $"pupil {number}")];
        foreach (string person in people)
            await TakeAsync(person, person);
        Dictionary<string, int> drawn = people.ToDictionary(person => person, _ => 0);
        for (int i = 0; i < 95; i++)
        {
            Job job = await _studio.DrawNextAsync();
            drawn[job.Owner]++;
            await TakeAsync(job.Owner, job.Owner); // asks again at once
        }
        Assert.Equal((3, 4), (drawn.Values.Min(), drawn.Values.Max()));
        Assert.Equal(5, drawn.Values.Count(count => count == 4));
    }

    [Fact]
    public async Task Jobs_that_wait_are_limited_by_person_however_many_windows_ask()
    {
        _studio.Options.Limits.QueueOfClient = 2;
        await TakeAsync("mia", "m1", "m2");
        await Assert.ThrowsAsync<QueueFullException>(() => TakeAsync("mia", "m3"));
        await TakeAsync("tom", "t1");
    }

    private Task TakeAsync(string owner, params string[] prompts) => TakeAsync(owner, 1, prompts);

    private async Task TakeAsync(string owner, int count, params string[] prompts)
    {
        foreach (string prompt in prompts)
            await _studio.Queue.EnqueueAsync(
                new JobRequest
                {
                    Prompt = prompt,
                    Seed = 1,
                    Count = count,
                },
                $"window of {prompt}",
                owner,
                Patience.Token
            );
    }

    private Guid Id(string prompt) => _studio.Queue.Open().Single(now => now.Job.Order.Prompt == prompt).Job.Id;

    private string[] Waiting() => [.. _studio.Queue.Open().Select(now => now.Job.Order.Prompt)];

    private async Task<string[]> DrawAllAsync()
    {
        List<string> drawn = [];
        while (_studio.Queue.Open().Count > 0)
            drawn.Add((await _studio.DrawNextAsync()).Order.Prompt);
        return [.. drawn];
    }
}
