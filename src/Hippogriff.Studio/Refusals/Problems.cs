using System.Globalization;
using Hippogriff.Studio.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Refusals;

/// <summary>Failures as problem+json (RFC 9457) with a detail of one sentence.</summary>
public sealed partial class Problems(ILogger<Problems> log) : IExceptionHandler
{
    private const int BusySeconds = 5,
        ShortOfSeconds = 60;

    /// <summary>The status and message of a failure for clients, without internal details.</summary>
    public static (int Status, string Sentence) Describe(Exception error) =>
        error switch
        {
            HippogriffException known => (StatusOf(known), (known as IAnswered)?.Told ?? known.MessageWithoutPaths),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (
                StatusCodes.Status413PayloadTooLarge,
                "The request's body is larger than this server takes."
            ),
            BadHttpRequestException bad => (bad.StatusCode, BadRequest.Sentence(bad)),
            InvalidDataException => (
                StatusCodes.Status400BadRequest,
                "The form of the request cannot be read, or is larger than this server takes."
            ),
            OutOfMemoryException => (
                StatusCodes.Status503ServiceUnavailable,
                "There is not enough memory for this now; ask again later, or for less."
            ),
            _ => (StatusCodes.Status500InternalServerError, "The server made a mistake; its log says more."),
        };

    private static int StatusOf(HippogriffException error) =>
        error switch
        {
            IAnswered answered => answered.Status,
            StudioDamagedException => StatusCodes.Status500InternalServerError, // nothing that was asked for is wrong
            { InnerException: OutOfMemoryException } => StatusCodes.Status503ServiceUnavailable,
            _ => error.Kind switch
            {
                FaultKind.NotFound => StatusCodes.Status404NotFound,
                FaultKind.DamagedFile or FaultKind.Incompatible => StatusCodes.Status422UnprocessableEntity,
                FaultKind.Resource => StatusCodes.Status507InsufficientStorage,
                FaultKind.Busy => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status400BadRequest,
            },
        };

    /// <summary>Sets Retry-After if a retry can help.</summary>
    public static void SetRetryAfter(HttpResponse response, Exception error)
    {
        int? seconds = error switch
        {
            IAnswered { RetryAfter: { } after } => Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)),
            OutOfMemoryException or HippogriffException { Kind: FaultKind.Resource } => ShortOfSeconds,
            HippogriffException { Kind: FaultKind.Busy } and not IAnswered => BusySeconds,
            _ => null,
        };
        if (seconds is { } wait)
            response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        if (error is RefusedException { IsFinal: true })
            response.Headers["x-should-retry"] = "false"; // OpenAI's clients draw again what answers 409 or 500
    }

    /// <summary>The message for a request without an endpoint.</summary>
    public static string Sentence(HttpContext context) =>
        context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => "There is nothing at this address.",
            StatusCodes.Status405MethodNotAllowed => $"This address does not answer {context.Request.Method}.",
            StatusCodes.Status413PayloadTooLarge => "The request's body is larger than this server takes.",
            StatusCodes.Status415UnsupportedMediaType => NothingThere.WrongKind(context).Message,
            _ => ReasonPhrases.GetReasonPhrase(context.Response.StatusCode) + ".",
        };

    /// <summary>Answers with a problem, or in the error format of another API.</summary>
    public static Task WriteAsync(HttpContext context, int status, string sentence)
    {
        if (new Refusal(status, sentence).In(context) is { } answer)
            return answer.ExecuteAsync(context);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ProblemDetails
            {
                Status = status,
                Title = ReasonPhrases.GetReasonPhrase(status),
                Detail = sentence,
            },
            options: null,
            "application/problem+json",
            context.RequestAborted
        );
    }

    async ValueTask<bool> IExceptionHandler.TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            return true; // nobody listens any more
        (int status, string sentence) = Describe(exception);
        if (status >= StatusCodes.Status500InternalServerError)
            Log(httpContext, exception);
        SetRetryAfter(httpContext.Response, exception);
        await WriteAsync(httpContext, status, sentence).ConfigureAwait(false);
        return true;
    }

    /// <summary>Logs details that clients do not get, such as paths and stack traces.</summary>
    public void Log(HttpContext context, Exception error)
    {
        if (error is HippogriffException)
            LogShortage(context.Request.Method, context.Request.Path, error.Message);
        else
            LogMistake(error, context.Request.Method, context.Request.Path);
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} was refused: {Reason}")]
    private partial void LogShortage(string method, string path, string reason);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogMistake(Exception error, string method, string path);
}
