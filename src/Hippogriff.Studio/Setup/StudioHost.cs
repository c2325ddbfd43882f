using Hippogriff.Devices;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis;
using Hippogriff.Studio.Apis.Comfy;
using Hippogriff.Studio.Apis.Description;
using Hippogriff.Studio.Apis.OpenAi;
using Hippogriff.Studio.Apis.V1;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages;
using Hippogriff.Studio.Pages.Entry;
using Hippogriff.Studio.Refusals;
using Hippogriff.Studio.Storage;
using Hippogriff.Studio.Trainings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Setup;

/// <summary>Builds the server from its parts.</summary>
public static class StudioHost
{
    /// <summary>Builds a server without starting it.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="configure">Changes registrations, for tests.</param>
    /// <exception cref="HippogriffException">An option is not valid, or another studio uses the folder; the message
    /// says why.</exception>
    public static WebApplication Build(StudioOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ListenAddress address = ListenAddress.Of(options);
        address.RequireFree();
        // The current folder is not searched: programs, pages and settings are next to the program.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(StudioHost).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
                EnvironmentName = Environments.Production,
            }
        );
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ConnectionLimit.Set(kestrel.Limits, options.Limits);
            address.Listen(kestrel);
        });
        StudioLogging.Add(builder.Logging, options);
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = true);
        AddServices(builder.Services, options);
        StudioAccess.Add(builder.Services, options, address);
        configure?.Invoke(builder);
        StudioExport.Add(builder);
        WebApplication app = builder.Build();
        Open(app);

        UseChecks(app);
        MapAll(app);
        return app;
    }

    /// <summary>What every request passes before it is answered, in this order.</summary>
    private static void UseChecks(WebApplication app)
    {
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<PlainPaths>();
        app.UseMiddleware<AzurePaths>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ComfyPaths>();
        app.UseMiddleware<CallerGuard>();
        app.UseMiddleware<HeadRequests>();
        AnswerCompression.Use(app);
        app.UseExceptionHandler();
        app.UseStatusCodePages(pages =>
            WrongAddress.WantsPage(pages.HttpContext)
                ? WrongAddress.ShowAsync(pages)
                : Problems.WriteAsync(
                    pages.HttpContext,
                    pages.HttpContext.Response.StatusCode,
                    Problems.Sentence(pages.HttpContext)
                )
        );
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.Use(Viewer.Begin);
        app.UseAuthorization();
        app.Use(
            (context, next) =>
            {
                QueryCheck.Require(context);
                return next(context);
            }
        );
    }

    /// <summary>All APIs and pages.</summary>
    private static void MapAll(WebApplication app)
    {
        StudioExport.Map(app);
        RouteGroupBuilder own = app.MapGroup("").AnswersProblems();
        HealthApi.Map(own);
        SignInEntry.Map(own);
        JoinEntry.Map(own);
        JobsApi.Map(own);
        PicturesApi.Map(own);
        UploadsApi.Map(own);
        ModelsApi.Map(own);
        WordsApi.Map(own);
        LorasApi.Map(own);
        DatasetsApi.Map(own);
        TrainingsApi.Map(own);
        app.MapStudioApis();
        app.MapStudioPages();
    }

    /// <summary>The URL of a started server: http://127.0.0.1:5177.</summary>
    public static string AddressOf(WebApplication app)
    {
        string url = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        return url.Replace("[::]", "127.0.0.1", StringComparison.Ordinal)
            .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
    }

    /// <summary>How a class comes in to a started server; null if none uses it.</summary>
    public static ClassInvitation? ClassOf(WebApplication app)
    {
        ClassRoom room = app.Services.GetRequiredService<ClassRoom>();
        if (!room.IsOpen)
            return null;
        string address = LocalNetwork.Reachable(AddressOf(app), app.Services.GetRequiredService<StudioOptions>().Host);
        return new ClassInvitation(address, room.Code, address + room.TeacherAddress);
    }

    /// <summary>Remarks on the studio's folder when it was opened, one sentence each.</summary>
    public static IReadOnlyList<string> NotesOf(WebApplication app) =>
        app.Services.GetRequiredService<DataFolder>().Notes;

    /// <summary>
    /// Opens the folder before the server accepts requests; unusable files end the start with one sentence.
    /// </summary>
    private static void Open(WebApplication app)
    {
        try
        {
            IServiceProvider services = app.Services;
            // these keys give access, so only the owner may read them
            services.GetRequiredService<DataFolder>().Make(StudioAccess.CookieFolder);
            services.GetRequiredService<PictureGallery>();
            services.GetRequiredService<Uploads>();
            services.GetRequiredService<Datasets>();
            services.GetRequiredService<MemoryTelemetry>();
            services.GetRequiredService<JobTelemetry>().Observe(services.GetRequiredService<JobQueue>());
            StudioLogging.Tell(services.GetRequiredService<ILoggerFactory>(), NotesOf(app));
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static void AddServices(IServiceCollection services, StudioOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IHostLifetime, QuietLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Patience + TimeSpan.FromSeconds(10));

        services.AddSingleton(provider => new DataFolder(options.Data, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StudioDatabase>();
        services.AddSingleton<JobTelemetry>();
        services.AddSingleton<MemoryTelemetry>();
        services.AddSingleton<FreeMemory>();
        services.AddSingleton<DrawingMemory>();
        services.AddSingleton(StudioModels.SourceOf(options));
        services.AddSingleton<ModelCache>();
        services.AddSingleton<PromptReader>();
        services.AddSingleton<StepPace>();
        services.AddSingleton<Uploads>();
        services.AddSingleton<JobRequestValidator>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<PictureGallery>();
        services.AddSingleton<IImageStore>(provider => provider.GetRequiredService<PictureGallery>());
        AddJobs(services);
        AddPeople(services);
        AddTrainings(services);
        AddBackgroundWork(services, options);

        services.AddStudioApis();
        services.AddStudioPages();
        AnswerCompression.Add(services);
        services.AddProblemDetails();
        // so that Problems reports the error
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton<Problems>();
        services.AddExceptionHandler<Problems>();
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
    }

    /// <summary>What trains, and what it is made of.</summary>
    private static void AddTrainings(IServiceCollection services)
    {
        services.AddSingleton<Datasets>();
        services.AddSingleton<RecipeCatalogue>();
        services.AddSingleton<TrainingMaterial>();
        services.AddSingleton(provider => new DrawingFirst(provider.GetRequiredService<JobQueue>()));
        services.AddSingleton<TrainingService>();
        services.AddSingleton(provider => new DrawingsMaterial(
            provider.GetRequiredService<IModelSource>(),
            provider.GetRequiredService<PromptReader>(),
            provider.GetRequiredService<LoraCatalogue>(),
            provider.GetRequiredService<Uploads>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<OwnDrawings>();
    }

    /// <summary>The queue, and what draws its jobs.</summary>
    private static void AddJobs(IServiceCollection services)
    {
        services.AddSingleton<OwnerShares>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton(provider => provider.GetRequiredService<JobQueue>().Work);
        services.AddSingleton<DrawingCompany>();
        services.AddSingleton<JobDrawing>();
        services.AddSingleton<JobKeeping>();
        services.AddSingleton<JobRun>();
    }

    /// <summary>
    /// Queue, gallery and uploads as the person sees them who asks. Only these are asked for by requests and pages.
    /// They live as long as a request or a window, and no service that outlives it is given them
    /// (<see cref="Microsoft.Extensions.DependencyInjection.ServiceProviderOptions.ValidateScopes"/>).
    /// </summary>
    private static void AddPeople(IServiceCollection services)
    {
        services.AddSingleton<People>();
        services.AddSingleton<WrongCodes>();
        services.AddSingleton<UploadOwners>();
        services.AddSingleton<ClassDesk>();
        services.AddScoped<Viewer>();
        services.AddScoped<OwnUploads>();
        services.AddScoped<IUploads>(provider => provider.GetRequiredService<OwnUploads>());
        services.AddScoped<IJobQueue, OwnQueue>();
        services.AddScoped<IGallery, OwnGallery>();
    }

    /// <summary>What goes on beside requests; ends in the opposite order.</summary>
    private static void AddBackgroundWork(IServiceCollection services, StudioOptions options)
    {
        services.AddHostedService(provider => provider.GetRequiredService<TrainingService>());
        services.AddHostedService(provider => provider.GetRequiredService<OwnDrawings>());
        services.AddHostedService<JobWorker>();
        services.AddHostedService<Housekeeping>();
        if (options.LoadAtStart)
            services.AddHostedService<FirstLoad>();
    }
}
