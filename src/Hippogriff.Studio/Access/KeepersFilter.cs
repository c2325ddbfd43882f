using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Endpoints that change the server for all: in a class only the teacher may call them, else only
/// admins. A server that tells nobody apart, which may have no such service, lets everybody.
/// </summary>
internal static class KeepersFilter
{
    /// <summary>Refuses pupils, and holders of keys who see only their own.</summary>
    public static RouteHandlerBuilder OfKeepers(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter(
            (context, next) =>
                context.HttpContext.RequestServices.GetService<Viewer>() is { SeesAll: false }
                    ? throw new RefusedException(StatusCodes.Status403Forbidden, StudioAccess.KeepersSentence)
                    : next(context)
        );
}
