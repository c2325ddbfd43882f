using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Pipelines.Checkpoints;
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
    private readonly IModelSource? _models;
    private WebApplication? _app;
    private int _opened;

    public StudioServer() { }

    private StudioServer(
        Action<StudioOptions>? set,
        Action<WebApplicationBuilder>? configure,
        TimeSpan? stepTime,
        IModelSource? models
    ) => (_set, _configure, StepTime, _models) = (set, configure, stepTime ?? TimeSpan.Zero, models);

    /// <summary>How long the model takes for a step; may be changed while it runs.</summary>
    public TimeSpan StepTime { get; set; }

    /// <summary>
    /// While it is reset, the network makes no pass: a test does what has to come before, however slow the machine is.
    /// </summary>
    public ManualResetEventSlim Passes { get; } = new(initialState: true);

    /// <summary>How often a model was loaded.</summary>
    public int Opened => _opened;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Calls it, at <see cref="Address"/>.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>The services of the server.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>The server's queue.</summary>
    public IJobQueue Queue => Services.GetRequiredService<JobQueue>();

    /// <summary>The server's folder.</summary>
    public string Data => _folder.In("data");

    /// <summary>Starts one with options, or models, of its own; dispose it.</summary>
    public static async Task<StudioServer> StartAsync(
        Action<StudioOptions>? set = null,
        Action<WebApplicationBuilder>? configure = null,
        TimeSpan? stepTime = null,
        IModelSource? models = null
    )
    {
        StudioServer server = new(set, configure, stepTime, models);
        try
        {
            await server.InitializeAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync(); // refused
            throw;
        }
    }

    public async ValueTask InitializeAsync()
    {
        StudioOptions options = new()
        {
            Port = 0,
            Data = Data,
            Logs = StudioLogs.None,
            Patience = TimeSpan.FromSeconds(2),
        };
        _set?.Invoke(options);
        _app = StudioHost.Build(
            options,
            builder =>
            {
                builder.Services.AddSingleton(_models ?? Toys());
                _configure?.Invoke(builder);
            }
        );
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
        Passes.Set();
        await StopAsync();
        Passes.Dispose();
        _folder.Dispose();
    }

    private void Wait()
    {
        Passes.Wait();
        Thread.Sleep(StepTime);
    }

    private OneModelSource Toys() =>
        new(() => new ToyModel { BeforePass = Wait })
        {
            IsStrict = true,
            Opening = () => Interlocked.Increment(ref _opened),
        };
}
