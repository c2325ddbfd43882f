using Hippogriff.Studio.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>
/// Exchanges a key for an HTTP-only cookie. A plain form without script, the only page available without a key.
/// </summary>
internal static class SignInApi
{
    private const long MostBytes = 4_096;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet(StudioAccess.SignInPath, () => Results.Content(Page(""), "text/html; charset=utf-8"))
            .AllowAnonymous()
            .ExcludeFromDescription();
        endpoints
            .MapPost(StudioAccess.SignInPath, SignInAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .ExcludeFromDescription(); // the guard has looked at its origin
        endpoints
            .MapPost("/sign-out", (Delegate)SignOutAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, ApiKeys keys)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MostBytes)
            return Again(context, "Type the key into the form.");
        string key = (await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false))["key"]
            .ToString()
            .Trim();
        if (keys.Find(key) is not { } known)
            return Again(context, "That key is not valid for this server.");
        await context
            .SignInAsync(
                CookieAuthenticationDefaults.AuthenticationScheme,
                StudioAccess.Who(known, CookieAuthenticationDefaults.AuthenticationScheme),
                new AuthenticationProperties { IsPersistent = true }
            )
            .ConfigureAwait(false);
        return Results.LocalRedirect("/");
    }

    private static async Task<IResult> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme).ConfigureAwait(false);
        return Results.LocalRedirect(StudioAccess.SignInPath);
    }

    private static IResult Again(HttpContext context, string sentence)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(
            Page(sentence),
            "text/html; charset=utf-8",
            statusCode: StatusCodes.Status401Unauthorized
        );
    }

    private static string Page(string sentence) =>
        $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sign in - Hippogriff</title>
            <style>
            :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
            body { display: grid; place-items: center; min-height: 100vh; margin: 0 }
            main { width: min(24rem, 90vw) }
            input, button { box-sizing: border-box; width: 100%; padding: .7rem; margin-top: .5rem; font: inherit }
            </style>
            </head>
            <body><main>
            <h1>Hippogriff</h1>
            <form method="post" action="{{StudioAccess.SignInPath}}">
            <label for="key">API key of this server</label>
            <input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
            <button>Sign in</button>
            <p role="alert">{{sentence}}</p>
            </form>
            <p>Whoever runs the server makes a key with <code>hippogriff serve --new-key NAME</code>.</p>
            </main></body>
            </html>
            """;
}
