using System.Net;
using Hippogriff.Studio.Pages.Languages;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Pages.Entry;

/// <summary>
/// A page before all others: a plain form without script. It speaks the chosen language, else the browser's.
/// </summary>
/// <param name="Path">Where it is, and where its form is sent.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Fields">The form, HTML.</param>
/// <param name="About">What stands below the form, HTML.</param>
internal sealed record EntryPage(string Path, string Title, string Fields, string About)
{
    /// <summary>Query parameter by which a language is chosen.</summary>
    private const string Choice = "language";

    private const string Style = """
        :root { color-scheme: light dark; font: 1.15rem/1.5 system-ui, sans-serif }
        body { display: grid; place-items: center; min-height: 100vh; margin: 0;
          background: light-dark(#f6f3ec, #131716); color: light-dark(#1f2422, #eae6dc) }
        main { width: min(24rem, 88vw); padding: 1.5rem 0; overflow-wrap: anywhere }
        h1 { font: 500 1.9rem/1.2 Georgia, serif; margin: 0 0 1rem }
        label { display: block; margin-top: 1rem; font-weight: 600 }
        input, button { box-sizing: border-box; width: 100%; min-height: 3.2rem; padding: .6rem .9rem;
          margin-top: .35rem; font: inherit; border-radius: .7rem; border: 2px solid light-dark(#857f72, #838b86);
          background: light-dark(#fffdf9, #1c2220); color: inherit }
        #code { font-size: 1.6rem; letter-spacing: .12em }
        button { margin-top: 1.4rem; border: 0; font-weight: 600; background: light-dark(#1d5c54, #82c9bb);
          color: light-dark(#fff, #0d2420) }
        p { margin: .9rem 0 0 } [role=alert] { font-weight: 600; color: light-dark(#a5281f, #f29a8f) }
        small { font-size: .95rem; color: light-dark(#525a56, #b3b8b1) }
        nav { display: flex; gap: .4rem 1.2rem; flex-wrap: wrap; margin-top: 1.2rem }
        nav a { color: inherit; padding: .5rem 0 } nav a[aria-current] { font-weight: 600; text-decoration: none }
        """;

    /// <summary>What was wrong; empty at first.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>A text for a place in HTML.</summary>
    public static string Escaped(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The texts for a request. A language in its query is kept in the browser.</summary>
    public static PageTexts TextsOf(HttpContext context)
    {
        if (PageTexts.Find(context.Request.Query[Choice]) is not { } chosen)
            return PageLanguage.Of(context);
        context.Response.Cookies.Append(
            PageLanguage.Cookie,
            chosen.Language,
            new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax }
        );
        return chosen;
    }

    /// <summary>The answer to a request; not kept by anybody, since it may hold what was typed.</summary>
    public IResult Answer(HttpContext context, PageTexts texts, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(Html(texts), "text/html; charset=utf-8", statusCode: status);
    }

    private string Html(PageTexts texts) =>
        $$"""
            <!doctype html>
            <html lang="{{texts.Language}}">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{Escaped(Title)}} - Hippogriff</title>
            <link rel="icon" type="image/svg+xml" href="/{{PageAssets.Address("icon.svg")}}">
            <style>
            {{Style}}
            </style>
            </head>
            <body><main>
            <h1>{{Escaped(Title)}}</h1>
            <form method="post" action="{{Path}}">
            <p role="alert">{{Escaped(Sentence)}}</p>
            {{Fields}}
            </form>
            <p><small>{{About}}</small></p>
            <nav aria-label="{{Escaped(texts["Shell.Language"])}}">{{Languages(texts)}}</nav>
            </main></body>
            </html>
            """;

    private string Languages(PageTexts texts) =>
        string.Concat(
            PageTexts.All.Select(other =>
                $"""<a href="{Path}?{Choice}={other.Language}" lang="{other.Language}" """
                + (other == texts ? "aria-current=\"true\"" : "")
                + $">{Escaped(other["Language.Name"])}</a>"
            )
        );
}
