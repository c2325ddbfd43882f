using Hippogriff.Studio.Apis.OpenAi;
using Hippogriff.Studio.Apis.Sd;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Refusals;

/// <summary>Why a request is not followed, before it takes the form that its API gives to errors.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Field">Name of the field that is wrong; null where it is none of them.</param>
/// <param name="Code">A word for programs; null for none.</param>
internal sealed record Refusal(int Status, string Message, string? Field = null, string? Code = null)
{
    /// <summary>What an exception means to a client; of a bug no more than that it is one.</summary>
    public static Refusal From(Exception error) =>
        error switch
        {
            RefusedException refused => new Refusal(
                refused.Status,
                refused.MessageWithoutPaths,
                refused.Field,
                refused.Code
            ),
            QueueFullException full => new Refusal(
                StatusCodes.Status429TooManyRequests,
                full.MessageWithoutPaths,
                Code: "rate_limit_exceeded"
            ),
            _ => Of(Problems.Describe(error)),
        };

    /// <summary>
    /// The refusal in the form of the API that a path belongs to; null where the path is none of those that have a form
    /// of their own.
    /// </summary>
    public IResult? In(PathString path) =>
        path.StartsWithSegments(OpenAiApi.Path) ? OpenAiJson.Answer(this)
        : path.StartsWithSegments(SdApi.Path) ? SdJson.Answer(this)
        : null;

    private static Refusal Of((int Status, string Sentence) problem) => new(problem.Status, problem.Sentence);

    /// <summary>The same as an exception.</summary>
    public RefusedException ToException() => new(Status, Message, Field, Code);
}
