using System.Net;
using Hippogriff.Studio.Access;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>The form with which a pupil joins a class.</summary>
/// <param name="Texts">Its words.</param>
internal sealed record JoinPage(JoinTexts Texts)
{
    public JoinPage(HttpContext context)
        : this(JoinTexts.Of(context)) { }

    /// <summary>The code as it was typed.</summary>
    public string Code { get; init; } = "";

    /// <summary>The name as it was typed.</summary>
    public string Name { get; init; } = "";

    /// <summary>What was wrong; empty at first.</summary>
    public string Sentence { get; init; } = "";

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The page.</summary>
    public string Html() =>
        $$"""
            <!doctype html>
            <html lang="{{Texts.Language}}">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{Texts.Title}} - Hippogriff</title>
            <style>
            :root { color-scheme: light dark; font: 1.15rem/1.5 system-ui, sans-serif }
            body { display: grid; place-items: center; min-height: 100vh; margin: 0;
              background: light-dark(#f6f3ec, #131716); color: light-dark(#1f2422, #eae6dc) }
            main { width: min(24rem, 88vw); padding: 1.5rem 0 }
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
            </style>
            </head>
            <body><main>
            <h1>{{Texts.Title}}</h1>
            <form method="post" action="{{ClassRoom.JoinPath}}">
            <p role="alert">{{Escaped(Sentence)}}</p>
            <label for="code">{{Texts.Code}}</label>
            <input id="code" name="code" autocomplete="off" autocapitalize="characters" maxlength="30" required
              value="{{Escaped(Code)}}">
            <label for="name">{{Texts.Name}}</label>
            <input id="name" name="name" autocomplete="off" maxlength="{{PersonName.Longest}}" required
              value="{{Escaped(Name)}}">
            <button>{{Texts.Join}}</button>
            </form>
            <p><small>{{Texts.About}}</small></p>
            </main></body>
            </html>
            """;
}

/// <summary>The words of the form, which is there before anybody has chosen a language.</summary>
internal sealed record JoinTexts(
    string Language,
    string Title,
    string Code,
    string Name,
    string Join,
    string About,
    string Form,
    string WrongCode,
    string Wait
)
{
    private static readonly JoinTexts s_english = new(
        "en",
        "Who are you?",
        "Code of the class",
        "Your name",
        "Come in",
        "Your first name is enough. What you draw is seen by you and your teacher, and by the class if you show it.",
        "Type code and name into the form.",
        "That is not the code of this class. Look at the board and type it again.",
        "Too many wrong codes. Wait a minute, then try again."
    );

    private static readonly JoinTexts s_german = new(
        "de",
        "Wer bist du?",
        "Code der Klasse",
        "Dein Name",
        "Los geht’s",
        "Dein Vorname genügt. Was du malst, sehen du und deine Lehrkraft, und die Klasse, wenn du es zeigst.",
        "Trage Code und Namen in das Formular ein.",
        "Das ist nicht der Code dieser Klasse. Sieh an der Tafel nach und tippe ihn noch einmal.",
        "Zu viele falsche Codes. Warte eine Minute und versuche es dann noch einmal."
    );

    /// <summary>German where the browser wants it first, else English.</summary>
    public static JoinTexts Of(HttpContext context) =>
        context
            .Request.Headers.AcceptLanguage.ToString()
            .TrimStart()
            .StartsWith("de", StringComparison.OrdinalIgnoreCase)
            ? s_german
            : s_english;
}
