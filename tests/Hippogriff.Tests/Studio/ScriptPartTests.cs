using Hippogriff.Studio.Pages.Inside;
using Microsoft.JSInterop;

namespace Hippogriff.Tests.Studio;

/// <summary>Objects of a script that answers when the test lets it.</summary>
public sealed class ScriptPartTests : IAsyncDisposable
{
    private readonly List<string> _calls = [];
    private readonly ScriptPart<int> _part;
    private TaskCompletionSource _attaching = Answered(),
        _ending = Answered();

    public ScriptPartTests() => _part = new(AttachAsync);

    public ValueTask DisposeAsync() => _part.DisposeAsync();

    [Fact]
    public async Task Data_that_come_while_the_old_object_ends_wait_and_the_newest_are_shown()
    {
        await _part.ShowAsync(1);
        _ending = new();
        Task second = _part.ShowAsync(2),
            third = _part.ShowAsync(3),
            fourth = _part.ShowAsync(4);
        Assert.Null(_part.Now); // the old one is not asked any more
        _ending.SetResult();
        await Task.WhenAll(second, third, fourth).WithPatience();
        Assert.Equal(["attach 1", "end 1", "dispose 1", "attach 2", "end 2", "dispose 2", "attach 4"], _calls);
    }

    [Fact]
    public async Task Data_that_come_while_an_object_is_made_are_shown_after_it()
    {
        _attaching = new();
        Task first = _part.ShowAsync(1),
            second = _part.ShowAsync(2);
        _attaching.SetResult();
        await Task.WhenAll(first, second).WithPatience();
        Assert.Equal(["attach 1", "end 1", "dispose 1", "attach 2"], _calls);
    }

    [Fact]
    public async Task An_object_that_is_made_while_the_page_goes_is_ended_too()
    {
        _attaching = new();
        Task shown = _part.ShowAsync(1);
        await _part.DisposeAsync();
        _attaching.SetResult();
        await shown.WithPatience();
        await _part.ShowAsync(2);
        Assert.Null(_part.Now);
        Assert.Equal(["attach 1", "end 1", "dispose 1"], _calls);
    }

    private static TaskCompletionSource Answered()
    {
        TaskCompletionSource answered = new();
        answered.SetResult();
        return answered;
    }

    private async ValueTask<IJSObjectReference> AttachAsync(int data)
    {
        _calls.Add($"attach {data}");
        await _attaching.Task;
        return new Script(this, data);
    }

    /// <summary>As the circuit does it, an object that was disposed of must not be asked.</summary>
    private sealed class Script(ScriptPartTests test, int data) : IJSObjectReference
    {
        private bool _disposed;

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            test._calls.Add($"{identifier} {data}");
            await test._ending.Task;
            return default!;
        }

        public ValueTask<TValue> InvokeAsync<TValue>(
            string identifier,
            CancellationToken cancellationToken,
            object?[]? args
        ) => InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync()
        {
            _disposed = true;
            test._calls.Add($"dispose {data}");
            return ValueTask.CompletedTask;
        }
    }
}
