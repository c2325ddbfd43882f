using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Refusals;

/// <summary>The form that an API gives to errors. Each API with a form of its own registers one.</summary>
/// <param name="Path">The path below which the API lies.</param>
/// <param name="Answer">A refusal in that form.</param>
/// <param name="TakesBasic">Whether its clients send keys as passwords of Basic authentication.</param>
internal sealed record RefusalForm(PathString Path, Func<Refusal, IResult> Answer, bool TakesBasic = false)
{
    /// <summary>The form of the API that a request went to; null if that is none with a form of its own.</summary>
    public static RefusalForm? Of(HttpContext context) =>
        context
            .RequestServices.GetServices<RefusalForm>()
            .FirstOrDefault(form => context.Request.Path.StartsWithSegments(form.Path));
}
