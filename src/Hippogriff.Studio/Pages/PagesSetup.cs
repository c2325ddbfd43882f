using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Pictures;
using Hippogriff.Studio.Pages.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;

namespace Hippogriff.Studio.Pages;

/// <summary>Adds the pages of the studio to a server that has an <see cref="Jobs.IJobQueue"/>, an <see cref="Gallery.IGallery"/> and <see cref="Jobs.IUploads"/>.</summary>
public static class PagesSetup
{
    /// <summary>
    /// What a page may load: only from this server, no script but files of it. Styles may stand in the page, because a theme is a list of values made at run time.
    /// </summary>
    internal const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Services of the pages.</summary>
    public static IServiceCollection AddStudioPages(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            options.SnackbarConfiguration.VisibleStateDuration = 8_000;
            options.SnackbarConfiguration.ShowTransitionDuration = 100;
            options.SnackbarConfiguration.HideTransitionDuration = 100;
            options.SnackbarConfiguration.SnackbarVariant = Variant.Filled;
        });
        services.AddSingleton<InstalledModels>();
        services.AddScoped<PageSession>();
        return services;
    }

    /// <summary>Maps the pages, what they load, and the pictures that they show.</summary>
    public static WebApplication MapStudioPages(this WebApplication app)
    {
        app.UseAntiforgery();
        app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null) Guard(context.Response.Headers);
            return next(context);
        });
        app.MapPageAssets();
        app.MapPictureFiles();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null); // said in ours
        return app;
    }

    private static void Guard(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
    }
}
