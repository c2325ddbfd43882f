using Hippogriff.Studio.Pages.Class;
using Hippogriff.Studio.Pages.Drawable;
using Hippogriff.Studio.Pages.Inside;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Pictures;
using Hippogriff.Studio.Pages.Shell;
using Hippogriff.Studio.Pages.Story;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;

namespace Hippogriff.Studio.Pages;

/// <summary>
/// Adds the pages of the studio to a server that has an <see cref="Jobs.IJobQueue"/>, an <see cref="Gallery.IGallery"/>
/// and <see cref="Jobs.IUploads"/>.
/// </summary>
public static class PagesSetup
{
    /// <summary>Services of the pages.</summary>
    public static IServiceCollection AddStudioPages(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddCascadingAuthenticationState();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            options.SnackbarConfiguration.VisibleStateDuration = 8_000;
            options.SnackbarConfiguration.ShowTransitionDuration = 100;
            options.SnackbarConfiguration.HideTransitionDuration = 100;
            options.SnackbarConfiguration.SnackbarVariant = Variant.Filled;
        });
        services.AddScoped<PageModels>();
        services.AddSingleton<StoryService>();
        services.AddSingleton<InspectionService>();
        services.AddSingleton<LookShelf>();
        services.AddSingleton<NamePictures>();
        services.AddScoped<PageSession>();
        services.AddScoped<WindowLanguage>();
        services.AddScoped<CircuitHandler, PersonWindows>();
        return services;
    }

    /// <summary>Maps the pages, their assets and their pictures.</summary>
    public static WebApplication MapStudioPages(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapPageAssets();
        app.MapPageFiles();
        app.MapRazorComponents<App>()
            // set by the server's own headers
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }
}
