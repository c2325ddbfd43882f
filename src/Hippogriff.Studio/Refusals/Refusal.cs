using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Refusals;

/// <summary>A refused request, independent of an API's error format.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Field">Name of the wrong field; null if there is none.</param>
/// <param name="Code">Error code for programs; null for none.</param>
internal sealed record Refusal(int Status, string Message, string? Field = null, string? Code = null)
{
    /// <summary>The refusal for an exception; for an internal error, without details.</summary>
    public static Refusal From(Exception error) =>
        error switch
        {
            RefusedException refused => new Refusal(
                refused.Status,
                refused.MessageWithoutPaths,
                refused.Field,
                refused.Code
            ),
            _ => Of(Problems.Describe(error)) with
            {
                Code = (error as IAnswered)?.Code,
                Field = (error as HippogriffException)?.Field,
            },
        };

    /// <summary>
    /// The refusal in the form of the API that a request went to; null if that is none with a form of its own.
    /// </summary>
    public IResult? In(HttpContext context) => RefusalForm.Of(context)?.Answer(this);

    /// <summary>The start of what a client sent, short enough for a sentence.</summary>
    public static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";

    private static Refusal Of((int Status, string Sentence) problem) => new(problem.Status, problem.Sentence);

    /// <summary>The same as an exception.</summary>
    public RefusedException ToException() => new(Status, Message, Field, Code);
}
