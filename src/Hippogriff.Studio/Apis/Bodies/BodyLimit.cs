using Hippogriff.Studio.Configuration;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.Bodies;

/// <summary>Sets the maximum body size of endpoints before a body is read.</summary>
internal sealed class BodyLimit(long most) : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => most;

    /// <summary>The limit for bodies without pictures.</summary>
    public static BodyLimit OfWords(IEndpointRouteBuilder routes)
    {
        StudioLimits limits = routes.ServiceProvider.GetRequiredService<StudioOptions>().Limits;
        return new BodyLimit(Math.Min(limits.WordsBytes, limits.BodyBytes));
    }

    /// <summary>The limit of the studio's options.</summary>
    public static BodyLimit Of(IEndpointRouteBuilder routes) =>
        new(routes.ServiceProvider.GetRequiredService<StudioOptions>().Limits.BodyBytes);
}
