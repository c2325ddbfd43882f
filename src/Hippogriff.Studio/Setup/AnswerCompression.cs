using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Setup;

/// <summary>
/// Compresses pages, styles, scripts and JSON for clients that ask for it. Pictures are compressed already, and streams
/// of events are sent as they come.
/// </summary>
internal static class AnswerCompression
{
    private static readonly string[] s_kinds =
    [
        "text/html",
        "text/css",
        "text/javascript",
        "text/plain",
        "application/json",
        "application/problem+json",
        "image/svg+xml",
    ];

    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.MimeTypes = s_kinds;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
    }

    public static void Use(WebApplication app) => app.UseResponseCompression();
}
