using Hippogriff.Studio.Setup;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Apis;

/// <summary>Turns exceptions of an API's endpoints into its own form of errors. A bug is logged and answered without saying anything of it.</summary>
/// <param name="shape">The body of an error.</param>
internal sealed partial class RefusalFilter(Func<Refusal, IResult> shape) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty; // nobody listens any more
        }
        catch (Exception error)
        {
            Refusal refusal = Refusal.From(error);
            if (error is not HippogriffException && refusal.Status == StatusCodes.Status500InternalServerError) Log(http, error);
            Problems.SetRetryAfter(http.Response, error);
            return shape(refusal);
        }
    }

    private static void Log(HttpContext http, Exception error)
    {
        if (http.RequestServices.GetService(typeof(ILoggerFactory)) is ILoggerFactory loggers)
            LogFailure(loggers.CreateLogger("Hippogriff.Studio.Apis"), http.Request.Method, http.GetEndpoint()?.DisplayName ?? "", error);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed.")]
    private static partial void LogFailure(ILogger logger, string method, string endpoint, Exception error);
}
