using Hippogriff.Pipelines;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis;
using Hippogriff.Studio.Apis.OpenAi;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>
/// The APIs alone on a real port, over a queue in memory: what is tested is how they read requests and answer.
/// </summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(
        WebApplication app,
        MemoryQueue queue,
        MemoryGallery gallery,
        MemoryUploads uploads,
        StudioOptions options
    )
    {
        (_app, Queue, Gallery, Uploads, Options) = (app, queue, gallery, uploads, options);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>64x64 in multiples of 8, six steps.</summary>
    public static ModelFacts Model { get; } =
        new(
            "toy",
            new GenerationDefaults
            {
                Steps = 6,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 3,
                Width = 64,
                Height = 64,
            },
            8,
            false
        );

    /// <summary>A second model, distilled.</summary>
    public static ModelFacts Distilled { get; } =
        new(
            "swift",
            new GenerationDefaults
            {
                Steps = 4,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 1,
                Width = 64,
                Height = 64,
            },
            8,
            true
        );

    public HttpClient Http { get; }

    public MemoryQueue Queue { get; }

    public MemoryGallery Gallery { get; }

    public MemoryUploads Uploads { get; }

    public StudioOptions Options { get; }

    /// <param name="configure">Changes options before the start.</param>
    public static async Task<ApiServer> StartAsync(Action<StudioOptions>? configure = null)
    {
        StudioOptions options = new();
        configure?.Invoke(options);
        MemoryGallery gallery = new();
        MemoryUploads uploads = new();
        MemoryQueue queue = new(Model, gallery, uploads, options);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder
            .Services.AddSingleton<IJobQueue>(queue)
            .AddSingleton<IGallery>(gallery)
            .AddSingleton<IUploads>(uploads)
            .AddSingleton(options)
            .AddSingleton(new ApiKeys("no-keys.json"))
            .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
            .AddSingleton<IModelCatalogue>(new FixedModels(Model, Distilled))
            .AddStudioApis();
        WebApplication app = builder.Build();
        app.UseMiddleware<AzurePaths>();
        app.UseRouting(); // only now, so that it sees the paths as they were changed
        app.MapStudioApis();
        await app.StartAsync();
        return new ApiServer(app, queue, gallery, uploads, options);
    }

    /// <summary>
    /// Sends a body only when the server wants it: one that is too large is refused before it is sent.
    /// </summary>
    public async Task<HttpResponseMessage> PostPolitelyAsync(string path, HttpContent content)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = true;
        return await Http.SendAsync(request);
    }

    /// <summary>Goes down as on a signal.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Queue.Dispose();
    }
}
