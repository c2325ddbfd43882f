using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Setup;
using Hippogriff.Tests.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>
/// A whole studio in this process, on a free port, in a folder of its own, with a model that needs no weights: 8x4
/// pixels, five steps of <see cref="StepTime"/>. As a class fixture it starts with the usual options;
/// <see cref="StartAsync"/> makes one with others.
/// </summary>
public sealed class StudioServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Action<StudioOptions>? _set;
    private readonly Action<WebApplicationBuilder>? _configure;
    private WebApplication? _app;
    private int _opened;

    public StudioServer() { }

    private StudioServer(Action<StudioOptions>? set, Action<WebApplicationBuilder>? configure, TimeSpan? stepTime) =>
        (_set, _configure, StepTime) = (set, configure, stepTime ?? TimeSpan.Zero);

    /// <summary>How long the model takes for a step; may be changed while it runs.</summary>
    public TimeSpan StepTime { get; set; }

    /// <summary>How often a model was loaded.</summary>
    public int Opened => _opened;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Calls it, at <see cref="Address"/>.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>The services of the server.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>The server's queue.</summary>
    public IJobQueue Queue => Services.GetRequiredService<IJobQueue>();

    /// <summary>The server's folder.</summary>
    public string Data => _folder.In("data");

    /// <summary>Starts one with options of its own; dispose it.</summary>
    public static async Task<StudioServer> StartAsync(
        Action<StudioOptions>? set = null,
        Action<WebApplicationBuilder>? configure = null,
        TimeSpan? stepTime = null
    )
    {
        StudioServer server = new(set, configure, stepTime);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        StudioOptions options = new()
        {
            Port = 0,
            Data = Data,
            Logs = StudioLogs.None,
            Patience = TimeSpan.FromSeconds(2),
            Open = OpenAsync,
        };
        _set?.Invoke(options);
        _app = StudioHost.Build(options, _configure);
        await _app.StartAsync();
        Address = new Uri(StudioHost.AddressOf(_app));
        Client = new HttpClient { BaseAddress = Address, Timeout = Patience.Long };
    }

    /// <summary>Ends the server, as Ctrl-C does, and starts another one in the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    /// <summary>Ends the server, as Ctrl-C does.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();
        if (_app is null)
            return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Asks for a job by our own API; its JSON.</summary>
    public async Task<JsonElement> TakeAsync(object order)
    {
        using HttpResponseMessage answer = await Client.PostAsJsonAsync("/api/v1/jobs", order);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Waits until a job has ended.</summary>
    public async Task<Job> EndOfAsync(Guid id)
    {
        using CancellationTokenSource limit = new(Patience.Long);
        Job? last = null;
        await foreach (JobEvent happened in Queue.WatchAsync(id, previews: false, limit.Token))
            last = happened.Job;
        Assert.True(last?.HasEnded, $"The job {id} ended as {last?.State}.");
        return last!;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private Task<DiffusionPipeline> OpenAsync(string? model, CancellationToken stop)
    {
        if (model is not (null or "toy"))
            throw new HippogriffException($"There is no model '{model}'; there is toy.", FaultKind.NotFound);
        Interlocked.Increment(ref _opened);
        return DiffusionPipeline.LoadAsync(() => new ToyModel { BeforePass = () => Thread.Sleep(StepTime) }, stop);
    }
}
