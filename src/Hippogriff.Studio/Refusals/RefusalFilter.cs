using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Refusals;

/// <summary>
/// Converts exceptions of an API's endpoints to its error format. Internal errors are logged and answered without
/// details.
/// </summary>
/// <param name="shape">Makes the body of an error.</param>
internal sealed class RefusalFilter(Func<Refusal, IResult> shape) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty; // nobody listens any more
        }
        catch (Exception error)
        {
            Refusal refusal = Refusal.From(error);
            if (
                refusal.Status >= StatusCodes.Status500InternalServerError
                && http.RequestServices.GetService<Problems>() is { } problems
            )
                problems.Log(http, error);
            Problems.SetRetryAfter(http.Response, error);
            return shape(refusal);
        }
    }
}
