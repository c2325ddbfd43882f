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
        options.IsClass && ClassRoom.PersonOf(User) is { } id ? (room.Knows(User) ? id : null)
        : options.IsClass ? (IsKeeper ? "" : null)
        : User.Identity is { IsAuthenticated: true, Name: { } name } ? name
        : "";

    /// <summary>Whether everything is seen and may be changed, whoever it belongs to.</summary>
    public bool SeesAll => !options.IsClass || IsKeeper;

    /// <summary>Whether somebody looks after the server, where not all do.</summary>
    public bool IsTeacher => options.IsClass && IsKeeper;

    /// <summary>Whether somebody has a name tag of a class.</summary>
    public bool IsPupil => options.IsClass && Owner is { Length: > 0 };

    /// <summary>The name of a pupil, for limits and lists; null for others.</summary>
    public string? Name => IsPupil ? User.Identity?.Name : null;

    /// <summary>Whether something of an owner is seen.</summary>
    public bool Sees(string owner) => SeesAll || Owner is { Length: > 0 } own && own == owner;

    /// <summary>The owner of what is about to be made.</summary>
    /// <exception cref="RefusedException">Nobody asks.</exception>
    public string RequireOwner() =>
        Owner
        ?? throw new RefusedException(
            StatusCodes.Status401Unauthorized,
            "The class was left; join it again with its code and your name.",
            code: "not_in_class"
        );

    private bool IsKeeper =>
        room.IsTeacher(User)
        || User.Identity is { IsAuthenticated: true }
            && ClassRoom.PersonOf(User) is null
            && StudioAccess.IsKeyOf(User, keys);

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
