using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Hippogriff.Studio.Pages;

/// <summary>
/// Styles and scripts from the assembly. Their URLs contain a hash, so that browsers can cache them forever and still
/// load new versions.
/// </summary>
internal static class PageAssets
{
    private const string Prefix = "assets/";

    private static readonly Lazy<IReadOnlyDictionary<string, Asset>> s_all = new(ReadAll);

    /// <summary>The URL of a file, relative to the server's root.</summary>
    public static string Address(string name) => $"assets/{name}?v={s_all.Value[name].Hash}";

    /// <summary>The bytes of a file.</summary>
    public static byte[] Bytes(string name) => s_all.Value[name].Bytes;

    public static void MapPageAssets(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/assets/{name}",
                (string name, HttpContext context) =>
                {
                    if (!s_all.Value.TryGetValue(name, out Asset? asset))
                        return Results.NotFound();
                    bool versioned = context.Request.Query["v"] == asset.Hash;
                    context.Response.Headers.CacheControl = versioned
                        ? "public, max-age=31536000, immutable"
                        : "no-cache";
                    context.Response.Headers.XContentTypeOptions = "nosniff";
                    return Results.Bytes(
                        asset.Bytes,
                        asset.MediaType,
                        entityTag: new EntityTagHeaderValue($"\"{asset.Hash}\"")
                    );
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();

    private static Dictionary<string, Asset> ReadAll()
    {
        Dictionary<string, Asset> all = [];
        foreach (
            string resource in typeof(PageAssets)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        )
        {
            using Stream stream = typeof(PageAssets).Assembly.GetManifestResourceStream(resource)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            all.Add(
                resource[Prefix.Length..],
                new Asset(bytes, MediaTypeOf(resource), Convert.ToHexStringLower(SHA256.HashData(bytes))[..12])
            );
        }
        return all;
    }

    private static string MediaTypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".webp" => "image/webp",
            ".png" => "image/png",
            _ => "application/octet-stream",
        };

    private sealed record Asset(byte[] Bytes, string MediaType, string Hash);
}
