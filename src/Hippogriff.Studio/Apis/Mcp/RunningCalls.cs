using System.Collections.Concurrent;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Studio.Access;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>
/// Calls that run, so that a message that comes later (notifications/cancelled) stops one of them. Such a message says
/// the number of a request, which many clients count from 1. Each client therefore gets a name at its beginning
/// (Mcp-Session-Id), which it sends with all that follows. Nothing else is kept of it.
/// </summary>
internal sealed class RunningCalls
{
    /// <summary>The header with the name of a client.</summary>
    public const string Session = "Mcp-Session-Id";

    private const string Initialize = "initialize",
        Call = "tools/call",
        Cancelled = "notifications/cancelled";

    private static readonly object s_key = new();

    private readonly ConcurrentDictionary<
        (string Client, string Session, string Request),
        CancellationTokenSource
    > _all = new();

    private sealed record Message(string? Method, string Request);

    /// <summary>Notes what a message is about, for <see cref="AnswerAsync"/>.</summary>
    public static void Note(HttpContext context, JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return;
        string? method = JsonText.StringOf(message, "method");
        JsonElement id = default;
        if (method != Cancelled)
            message.TryGetProperty("id", out id);
        else if (message.TryGetProperty("params", out JsonElement about) && about.ValueKind == JsonValueKind.Object)
            about.TryGetProperty("requestId", out id);
        context.Items[s_key] = new Message(
            method,
            id.ValueKind is JsonValueKind.Number or JsonValueKind.String ? id.GetRawText() : ""
        );
    }

    /// <summary>Has a message answered by the protocol's library, which knows nothing of sessions.</summary>
    public async Task AnswerAsync(HttpContext context, RequestDelegate library)
    {
        string session = context.Request.Headers[Session].ToString();
        context.Request.Headers.Remove(Session);
        Message? message = context.Items.TryGetValue(s_key, out object? noted) ? (Message?)noted : null;
        if (message?.Method == Initialize)
            context.Response.Headers[Session] = Guid.NewGuid().ToString("N");
        if (session.Length == 0 || message is not { Request.Length: > 0 })
        {
            await library(context).ConfigureAwait(false);
            return;
        }
        (string, string, string) name = (ClientName.Of(context), session, message.Request);
        if (message.Method == Cancelled && _all.TryGetValue(name, out CancellationTokenSource? running))
            Stop(running);
        if (message.Method == Call)
            await RunAsync(context, library, name).ConfigureAwait(false);
        else
            await library(context).ConfigureAwait(false);
    }

    private async Task RunAsync(HttpContext context, RequestDelegate library, (string, string, string) name)
    {
        CancellationToken gone = context.RequestAborted;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(gone);
        _all[name] = stop;
        context.RequestAborted = stop.Token;
        try
        {
            await library(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            // the client does not wait for an answer to what it cancelled
        }
        finally
        {
            context.RequestAborted = gone;
            _all.TryRemove(KeyValuePair.Create(name, stop));
        }
    }

    private static void Stop(CancellationTokenSource running)
    {
        try
        {
            running.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it ended just now
        }
    }
}
