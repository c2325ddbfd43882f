using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hippogriff.Studio.Apis;

/// <summary>
/// Server-sent events. Where nothing happens for a while a comment is sent, so that neither proxies nor clients take
/// the connection for dead.
/// </summary>
/// <param name="events">The events; each one's data is one line.</param>
/// <param name="clock">The clock.</param>
internal sealed class EventStream(IAsyncEnumerable<SseItem<string>> events, TimeProvider clock) : IResult
{
    /// <summary>How long nothing may happen.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private const string Comment = ": still here\n\n";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache,no-store";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted
        );
        IAsyncEnumerator<SseItem<string>> happening = events.GetAsyncEnumerator(leave.Token);
        Task<bool> next = Task.FromResult(false);
        try
        {
            while (true)
            {
                next = happening.MoveNextAsync().AsTask();
                while (!await IsThereAsync(next, leave.Token).ConfigureAwait(false))
                    await WriteAsync(response, Comment, leave.Token).ConfigureAwait(false);
                if (!await next.ConfigureAwait(false))
                    break;
                await WriteAsync(response, Text(happening.Current), leave.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await leave.CancelAsync().ConfigureAwait(false);
            // it must not run when it is disposed
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await happening.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>False if it is not there after a while.</summary>
    private async Task<bool> IsThereAsync(Task<bool> next, CancellationToken gone)
    {
        if (next.IsCompleted)
            return true;
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(gone);
        Task pause = Task.Delay(Silence, clock, enough.Token);
        bool there = await Task.WhenAny(next, pause).ConfigureAwait(false) == next || gone.IsCancellationRequested;
        await enough.CancelAsync().ConfigureAwait(false);
        return there;
    }

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken gone)
    {
        await response.WriteAsync(text, gone).ConfigureAwait(false);
        await response.Body.FlushAsync(gone).ConfigureAwait(false);
    }

    private static string Text(SseItem<string> item) =>
        $"event: {item.EventType}\ndata: {item.Data}\n{(item.EventId is { } id ? $"id: {id}\n" : "")}\n";
}
