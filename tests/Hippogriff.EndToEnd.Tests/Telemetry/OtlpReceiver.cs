using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hippogriff.EndToEnd.Tests.Telemetry;

/// <summary>Takes what is sent over OTLP by HTTP and Protocol Buffers, as a collector does, and keeps it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string? Header, ProtobufMessage Message)> _received = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>Its address.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>What came to a path.</summary>
    public IReadOnlyList<ProtobufMessage> At(string path) =>
        [.. _received.Where(one => one.Path == path).Select(one => one.Message)];

    /// <summary>The values of the header X-Studio that came.</summary>
    public IEnumerable<string?> Headers => _received.Select(one => one.Header).Distinct();

    public static async Task<OtlpReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        OtlpReceiver receiver = new(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue(
            (context.Request.Path, context.Request.Headers["X-Studio"], new ProtobufMessage(body.ToArray()))
        );
        context.Response.ContentType = "application/x-protobuf"; // an empty answer says that all was taken
    }
}
