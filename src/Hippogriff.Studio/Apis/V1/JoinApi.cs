using Hippogriff.Studio.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>
/// Exchanges the code of a class and a name for a name tag, an HTTP-only cookie. Two plain forms without script, the
/// only pages that are there without a tag.
/// </summary>
internal static class JoinApi
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

    private static IResult Form(HttpContext context) => Answer(context, new JoinPage(context));

    private static async Task<IResult> JoinAsync(HttpContext context, ClassRoom room, People people, WrongCodes wrong)
    {
        JoinPage page = new(context);
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MostBytes)
            return Answer(context, page with { Sentence = page.Texts.Form }, StatusCodes.Status400BadRequest);
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        page = page with { Code = form["code"].ToString(), Name = form["name"].ToString() };
        if (wrong.IsBarred(context.Connection.RemoteIpAddress))
            return Answer(context, page with { Sentence = page.Texts.Wait }, StatusCodes.Status429TooManyRequests);
        if (!room.IsCode(page.Code))
        {
            wrong.Count(context.Connection.RemoteIpAddress);
            return Answer(context, page with { Sentence = page.Texts.WrongCode }, StatusCodes.Status401Unauthorized);
        }
        try
        {
            StudioPerson person = people.Join(page.Name);
            await SignInAsync(context, ClassRoom.Who(person, CookieAuthenticationDefaults.AuthenticationScheme))
                .ConfigureAwait(false);
            return Results.LocalRedirect("/");
        }
        catch (HippogriffException error)
        {
            int status =
                error.Kind == FaultKind.Busy ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
            return Answer(context, page with { Sentence = error.MessageWithoutPaths }, status);
        }
    }

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

    private static Task SignInAsync(HttpContext context, System.Security.Claims.ClaimsPrincipal who) =>
        context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            who,
            new AuthenticationProperties { IsPersistent = true }
        );

    private static IResult Answer(HttpContext context, JoinPage page, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(page.Html(), "text/html; charset=utf-8", statusCode: status);
    }
}
