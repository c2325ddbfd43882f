using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Endpoints that change the server for all: in a class only the teacher may call them. A server without name tags,
/// which may have no such service, lets everybody.
/// </summary>
internal static class KeepersFilter
{
    /// <summary>Refuses pupils.</summary>
    public static RouteHandlerBuilder OfKeepers(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter(
            (context, next) =>
                context.HttpContext.RequestServices.GetService<Viewer>() is { IsPupil: true }
                    ? throw new RefusedException(StatusCodes.Status403Forbidden, StudioAccess.KeepersSentence)
                    : next(context)
        );
}
