using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Hippogriff.Studio.Apis.Description;

/// <summary>
/// Says in the OpenAPI document which form the errors of an API have, and which statuses those of an endpoint. What
/// follows from its parameters is known (<see cref="Operations"/>).
/// </summary>
internal static class Errors
{
    /// <summary>Says that errors have this body.</summary>
    public static TBuilder AnswersErrors<TBuilder>(this TBuilder routes, Type body, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder => routes.Say(body, "application/json", statuses);

    /// <summary>Says that errors are problems (RFC 9457), see <see cref="Refusals.Problems"/>.</summary>
    public static TBuilder AnswersProblems<TBuilder>(this TBuilder routes, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder =>
        routes.Say(typeof(ProblemDetails), "application/problem+json", statuses);

    private static TBuilder Say<TBuilder>(this TBuilder routes, Type body, string content, int[] statuses)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata([
            .. statuses
                .Append(StatusCodes.Status500InternalServerError)
                .Select(status => new ProducesResponseTypeMetadata(status, body, [content])),
        ]);
}
