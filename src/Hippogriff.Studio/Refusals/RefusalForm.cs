using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Refusals;

/// <summary>The form that an API gives to errors. Each API with a form of its own registers one.</summary>
/// <param name="Path">The path below which the API lies.</param>
/// <param name="Answer">A refusal in that form.</param>
internal sealed record RefusalForm(PathString Path, Func<Refusal, IResult> Answer);
