using System.Security.Claims;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Pages.Languages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Pages.Entry;

/// <summary>Exchanges the code of a class and a name for a name tag, an HTTP-only cookie.</summary>
internal static class JoinEntry
{
    private const long MostBytes = 4_096;
    private const string LeavePath = "/leave";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.ServiceProvider.GetRequiredService<ClassRoom>().IsOpen)
            return;
        endpoints.MapGet(ClassRoom.JoinPath, Form).AllowAnonymous().ExcludeFromDescription();
        // the guard has looked at the origin of forms
        endpoints
            .MapPost(ClassRoom.JoinPath, JoinAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .ExcludeFromDescription();
        endpoints
            .MapPost(LeavePath, (Delegate)LeaveAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .ExcludeFromDescription();
        endpoints.MapGet(ClassRoom.TeacherPath + "/{key}", TeachAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Form(HttpContext context, Viewer viewer)
    {
        if (viewer.IsPupil)
            return Results.LocalRedirect("/"); // who has a tag keeps it, whatever address they come by
        PageTexts texts = EntryPage.TextsOf(context);
        return Page(texts, context.Request.Query["code"].ToString(), "").Answer(context, texts);
    }

    private static async Task<IResult> JoinAsync(HttpContext context, ClassRoom room, People people, WrongCodes wrong)
    {
        PageTexts texts = EntryPage.TextsOf(context);
        string code = "",
            name = "";
        IResult Refuse(int status, Phrase why) =>
            (Page(texts, code, name) with { Sentence = texts[why] }).Answer(context, texts, status);
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MostBytes)
            return Refuse(StatusCodes.Status400BadRequest, new Phrase("Entry.NoForm"));
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        (code, name) = (form["code"].ToString(), form["name"].ToString());
        if (wrong.IsBarred(context.Connection.RemoteIpAddress))
            return Refuse(StatusCodes.Status429TooManyRequests, new Phrase("Entry.Wait"));
        if (!room.IsCode(code))
        {
            wrong.Count(context.Connection.RemoteIpAddress);
            bool empty = string.IsNullOrWhiteSpace(code);
            return Refuse(StatusCodes.Status401Unauthorized, new Phrase(empty ? "Entry.NoCode" : "Entry.WrongCode"));
        }
        try
        {
            NameTag tag = people.Join(name);
            await SignInAsync(context, ClassRoom.Who(tag, CookieAuthenticationDefaults.AuthenticationScheme))
                .ConfigureAwait(false);
            return Results.LocalRedirect("/");
        }
        catch (NameRefusedException refused)
        {
            int status =
                refused.Kind == FaultKind.Busy
                    ? StatusCodes.Status409Conflict
                    : StatusCodes.Status422UnprocessableEntity;
            return Refuse(status, Why(refused));
        }
    }

    private static Phrase Why(NameRefusedException refused) =>
        refused.Fault switch
        {
            NameFault.Empty => new Phrase("Entry.NoName"),
            NameFault.TooLong => new Phrase("Entry.LongName", PersonName.Longest),
            NameFault.Taken => new Phrase("Entry.Taken", refused.Name),
            NameFault.Full => new Phrase("Entry.Full", People.Most),
            _ => new Phrase("Entry.OddName"),
        };

    private static EntryPage Page(PageTexts texts, string code, string name) =>
        new(
            ClassRoom.JoinPath,
            texts["Entry.Title"],
            $"""
            <label for="code">{EntryPage.Escaped(texts["Entry.Code"])}</label>
            <input id="code" name="code" autocomplete="off" autocapitalize="characters" maxlength="30" required
              value="{EntryPage.Escaped(code)}">
            <label for="name">{EntryPage.Escaped(texts["Entry.Name"])}</label>
            <input id="name" name="name" autocomplete="off" maxlength="{PersonName.Longest}" required
              value="{EntryPage.Escaped(name)}">
            <button>{EntryPage.Escaped(texts["Entry.Join"])}</button>
            """,
            EntryPage.Escaped(texts["Entry.About"])
        );

    private static async Task<IResult> LeaveAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme).ConfigureAwait(false);
        return Results.LocalRedirect(ClassRoom.JoinPath);
    }

    private static async Task<IResult> TeachAsync(string key, HttpContext context, ClassRoom room, WrongCodes wrong)
    {
        if (wrong.IsBarred(context.Connection.RemoteIpAddress) || !room.IsTeacher(key))
        {
            wrong.Count(context.Connection.RemoteIpAddress);
            return Results.NotFound();
        }
        await SignInAsync(context, room.Teacher(CookieAuthenticationDefaults.AuthenticationScheme))
            .ConfigureAwait(false);
        return Results.LocalRedirect(ClassRoom.TeacherPath);
    }

    private static Task SignInAsync(HttpContext context, ClaimsPrincipal who) =>
        context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            who,
            new AuthenticationProperties { IsPersistent = true }
        );
}
