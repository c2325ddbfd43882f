using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis.Description;

/// <summary>
/// Names of operations for APIs whose paths are names already: <c>POST /sdapi/v1/extra-single-image</c> is
/// sdExtraSingleImage, <c>GET /sdapi/v1/options</c> sdGetOptions. Generated clients call their methods so.
/// </summary>
internal static class OperationNames
{
    /// <summary>Names all operations of a group that have no name.</summary>
    public static void NameByPath(this RouteGroupBuilder group, string prefix) =>
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (
                endpoint is not RouteEndpointBuilder { RoutePattern.RawText: { } path }
                || endpoint.Metadata.OfType<IEndpointNameMetadata>().Any()
                || endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()
                    is not { HttpMethods: [var method, ..] }
            )
                return;
            string[] words = path[(path.LastIndexOf('/') + 1)..].Split('-');
            endpoint.Metadata.Add(
                new EndpointNameMetadata(
                    prefix
                        + (HttpMethods.IsGet(method) ? "Get" : "")
                        + string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]))
                )
            );
        });
}
