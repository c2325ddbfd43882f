using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis;

/// <summary>Why a request is not followed, before it takes the form that its API gives to errors.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Field">Name of the field that is wrong; null where it is none of them.</param>
/// <param name="Code">A word for programs; null for none.</param>
/// <param name="RetryAfter">When it is worth asking again; null where it is not.</param>
public sealed record Refusal(int Status, string Message, string? Field = null, string? Code = null, TimeSpan? RetryAfter = null)
{
    /// <summary>What an exception means to a client; null for a bug, which is none of its business.</summary>
    public static Refusal? From(Exception error) => error switch
    {
        RefusedException refused => new Refusal(refused.Status, refused.Message, refused.Field, refused.Code),
        QueueFullException full => new Refusal(StatusCodes.Status429TooManyRequests, full.Message, Code: "rate_limit_exceeded", RetryAfter: full.RetryAfter),
        HippogriffException wrong => new Refusal(StatusCodes.Status400BadRequest, wrong.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Refusal(StatusCodes.Status413PayloadTooLarge, "The body is larger than this server takes."),
        BadHttpRequestException bad => new Refusal(bad.StatusCode, "The request is damaged: its body does not arrive as it says."),
        _ => null,
    };

    /// <summary>The same as an exception.</summary>
    public RefusedException ToException() => new(Status, Message, Field, Code);

    /// <summary>Puts Retry-After, in whole seconds and at least one, into the answer's head where it is known.</summary>
    public void WriteHead(HttpResponse response)
    {
        if (RetryAfter is { } wait) response.Headers.RetryAfter = ((int)Math.Ceiling(Math.Max(1, wait.TotalSeconds))).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
