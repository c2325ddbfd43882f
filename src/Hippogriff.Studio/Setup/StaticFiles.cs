using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Setup;

/// <summary>
/// The files of pages: our own, the component library's (<c>_content/...</c>) and the framework's (<c>_framework/blazor.web.js</c>). The build lists them in two files beside
/// the program: where they lie (for a program that was built) and what they are called. A published program has them in <c>wwwroot</c>.
/// </summary>
internal static class StaticFiles
{
    private const string Program = "Hippogriff.Cli";

    /// <summary>The program whose lists are beside us: the one that runs, else the command, for tests.</summary>
    public static string ApplicationName { get; } = Assembly.GetEntryAssembly()?.GetName().Name is { } name && File.Exists(Names(name)) ? name : Program;

    public static void Add(WebApplicationBuilder builder)
    {
        if (File.Exists(Beside(ApplicationName, "runtime"))) builder.WebHost.UseStaticWebAssets();
    }

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        if (File.Exists(Names(ApplicationName))) endpoints.MapStaticAssets(Names(ApplicationName)).AllowAnonymous();
    }

    private static string Names(string application) => Beside(application, "endpoints");

    private static string Beside(string application, string kind) => Path.Combine(AppContext.BaseDirectory, $"{application}.staticwebassets.{kind}.json");
}
