using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Hippogriff.Studio.Pages.Languages;

/// <summary>Which language a browser is answered in: the chosen one, else the first that it asks for, else
/// English.</summary>
internal static class PageLanguage
{
    /// <summary>The cookie that keeps a choice; language.js writes it.</summary>
    public const string Cookie = "hippogriff-language";

    /// <summary>The texts for a request.</summary>
    public static PageTexts Of(HttpContext? context) =>
        context is null
            ? PageTexts.English
            : Of(context.Request.Cookies[Cookie], context.Request.Headers.AcceptLanguage);

    /// <summary>The texts for what was chosen and what is asked for.</summary>
    /// <param name="chosen">A tag by BCP 47; null if nothing was chosen. What is not ours counts as nothing.</param>
    /// <param name="accepted">The header Accept-Language (RFC 9110, 12.5.4).</param>
    public static PageTexts Of(string? chosen, StringValues accepted) =>
        PageTexts.Find(chosen)
        ?? (
            StringWithQualityHeaderValue.TryParseList(
                [.. accepted.OfType<string>()],
                out IList<StringWithQualityHeaderValue>? wishes
            )
                ? wishes
                    .Where(wish => wish.Quality is null or > 0)
                    .OrderByDescending(wish => wish.Quality ?? 1)
                    .Select(wish => PageTexts.Find(wish.Value.Value))
                    .OfType<PageTexts>()
                    .FirstOrDefault()
                : null
        )
        ?? PageTexts.English;
}
