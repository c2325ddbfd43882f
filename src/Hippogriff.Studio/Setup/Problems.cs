using System.Globalization;
using Hippogriff.Studio.Apis;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Trainings;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Setup;

/// <summary>Failures as problem+json (RFC 9457) whose detail is one sentence for a person.</summary>
public sealed partial class Problems(ILogger<Problems> log) : IExceptionHandler
{
    /// <summary>What a failure means to a client: the status and a sentence that gives nothing away.</summary>
    public static (int Status, string Sentence) Describe(Exception error) => error switch
    {
        QueueFullException full => (StatusCodes.Status429TooManyRequests, full.Message),
        TrainingBusyException busy => (StatusCodes.Status409Conflict, busy.Message),
        HippogriffException known => (StatusCodes.Status400BadRequest, known.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (StatusCodes.Status413PayloadTooLarge, "The request's body is larger than this server takes."),
        BadHttpRequestException bad => (bad.StatusCode, $"The request cannot be read: {Fault(bad)}."),
        InvalidDataException => (StatusCodes.Status400BadRequest, "The form of the request cannot be read, or is larger than this server takes."),
        _ => (StatusCodes.Status500InternalServerError, "The server made a mistake; its log says more."),
    };

    private static string Fault(BadHttpRequestException error) =>
        error.InnerException is System.Text.Json.JsonException json ? Files.JsonFault.Explain(json) : error.Message.TrimEnd('.');

    /// <summary>Says when it is worth asking again, where the failure knows.</summary>
    public static void SetRetryAfter(HttpResponse response, Exception error)
    {
        if (error is QueueFullException full) response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(full.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A sentence for a request that no endpoint answered.</summary>
    public static string Sentence(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => $"This address does not answer {context.Request.Method}.",
        StatusCodes.Status415UnsupportedMediaType => "The body of this request has to be JSON, with the content type application/json.",
        _ => ReasonPhrases.GetReasonPhrase(context.Response.StatusCode) + ".",
    };

    /// <summary>Answers with a problem, in the form of errors that the API has where it is not ours.</summary>
    public static Task WriteAsync(HttpContext context, int status, string sentence)
    {
        if (new Refusal(status, sentence).In(context.Request.Path) is { } answer) return answer.ExecuteAsync(context);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ProblemDetails { Status = status, Title = ReasonPhrases.GetReasonPhrase(status), Detail = sentence }, options: null, "application/problem+json", context.RequestAborted);
    }

    async ValueTask<bool> IExceptionHandler.TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true; // nobody listens any more
        (int status, string sentence) = Describe(exception);
        if (status == StatusCodes.Status500InternalServerError) LogMistake(exception, httpContext.Request.Method, httpContext.Request.Path);
        SetRetryAfter(httpContext.Response, exception);
        await WriteAsync(httpContext, status, sentence).ConfigureAwait(false);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogMistake(Exception error, string method, string path);
}
