using System.Security.Claims;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Who asks, for one request or one window of the pages: what they make is theirs, and this says what they see. It is
/// looked up whenever it is needed, so rights end at once. Scoped.
/// </summary>
internal sealed class Viewer(StudioOptions options, ClassRoom room, ApiKeys keys, IServiceProvider services)
{
    private ClaimsPrincipal? _user;

    /// <summary>Says who asks, at the beginning of a request.</summary>
    public static Task Begin(HttpContext context, RequestDelegate next)
    {
        context.RequestServices.GetRequiredService<Viewer>()._user = context.User;
        return next(context);
    }

    /// <summary>
    /// The owner of what is made: a person's id, a key's name, empty where nobody is told apart. Null for nobody, who
    /// sees and makes nothing.
    /// </summary>
    public string? Owner =>
        ClassRoom.PersonOf(User) is { } id ? (options.IsClass && room.Knows(User) ? id : null)
        : Rights is { } rights ? (options.IsClass && rights.Role == KeyRole.Admin ? "" : User.Identity!.Name)
        : options.IsClass ? (room.IsTeacher(User) ? "" : null)
        : User.Identity is { IsAuthenticated: true } ? null
        : "";

    /// <summary>Whether everything is seen and may be changed, whoever it belongs to.</summary>
    public bool SeesAll =>
        User.Identity is { IsAuthenticated: true }
            ? room.IsTeacher(User) || Rights is { Role: KeyRole.Admin }
            : !options.IsClass;

    /// <summary>Whether somebody looks after the server, where not all do.</summary>
    public bool IsTeacher => options.IsClass && SeesAll;

    /// <summary>Whether somebody has a name tag of a class.</summary>
    public bool IsPupil => options.IsClass && !SeesAll && Owner is { Length: > 0 };

    /// <summary>Whether a class uses the studio.</summary>
    public bool IsOfClass => options.IsClass;

    /// <summary>Whether there are others to show pictures to: a class, or holders of keys who see only their own.
    /// </summary>
    public bool HasOthers => options.IsClass ? Owner is not null : keys.AreToldApart && Owner is { Length: > 0 };

    /// <summary>Whether nothing may be drawn or uploaded.</summary>
    public bool OnlyLooks => Rights is { Role: KeyRole.Viewer };

    /// <summary>The name of a pupil, for limits and lists; null for others.</summary>
    public string? Name => IsPupil ? User.Identity?.Name : null;

    /// <summary>Whether something of an owner is seen.</summary>
    public bool Sees(string owner) => SeesAll || Owner is { Length: > 0 } own && own == owner;

    /// <summary>The owner of what is about to be made.</summary>
    /// <exception cref="RefusedException">Nobody asks, or somebody who may only look.</exception>
    public string RequireOwner()
    {
        if (OnlyLooks)
            throw new RefusedException(
                StatusCodes.Status403Forbidden,
                "This key may look at what others show, and draws nothing.",
                code: "only_looks"
            ).Because(RefusalKind.OnlyLooks);
        return Owner
            ?? throw new RefusedException(
                StatusCodes.Status401Unauthorized,
                options.IsClass
                    ? "The class was left; join it again with its code and your name."
                    : "The key was taken away; sign in with another one.",
                code: options.IsClass ? "not_in_class" : "invalid_api_key"
            ).Because(options.IsClass ? RefusalKind.NotInClass : RefusalKind.KeyGone);
    }

    /// <summary>What the key allows that somebody holds; null without a key, or when it was taken away.</summary>
    private KeyRights? Rights => StudioAccess.RightsOf(User, keys);

    /// <summary>The user of the request, or of the circuit that the pages of a window live in.</summary>
    private ClaimsPrincipal User => _user ??= OfCircuit() ?? new ClaimsPrincipal();

    private ClaimsPrincipal? OfCircuit()
    {
        try
        {
            return
                services.GetService<AuthenticationStateProvider>()?.GetAuthenticationStateAsync()
                    is { IsCompletedSuccessfully: true } state
                ? state.Result.User
                : null;
        }
        catch (InvalidOperationException)
        {
            return null; // neither a request nor a window
        }
    }
}
