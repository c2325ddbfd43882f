using Hippogriff.Studio.Access;
using Hippogriff.Studio.Pages.Languages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Pages.Entry;

/// <summary>Exchanges a key for an HTTP-only cookie.</summary>
internal static class SignInEntry
{
    private const long MostBytes = 4_096;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(StudioAccess.SignInPath, Form).AllowAnonymous().ExcludeFromDescription();
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

    private static IResult Form(HttpContext context)
    {
        PageTexts texts = EntryPage.TextsOf(context);
        return Page(texts).Answer(context, texts);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, ApiKeys keys)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MostBytes)
            return Again(context, "Entry.NoKey");
        string key = (await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false))["key"]
            .ToString()
            .Trim();
        if (keys.Find(key) is not { } known)
            return Again(context, "Entry.WrongKey");
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
        PageTexts texts = EntryPage.TextsOf(context);
        return (Page(texts) with { Sentence = texts[sentence] }).Answer(
            context,
            texts,
            StatusCodes.Status401Unauthorized
        );
    }

    private static EntryPage Page(PageTexts texts) =>
        new(
            StudioAccess.SignInPath,
            texts["Entry.SignIn"],
            $"""
            <label for="key">{EntryPage.Escaped(texts["Entry.Key"])}</label>
            <input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
            <button>{EntryPage.Escaped(texts["Entry.SignIn"])}</button>
            """,
            texts["Entry.MakeKey"] // holds HTML
        );
}
