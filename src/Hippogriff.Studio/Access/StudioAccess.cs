using System.Security.Claims;
using System.Text.Encodings.Web;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Access control: without keys, everyone on this machine; with keys, only their holders. Programs send the key; pages
/// exchange it for a cookie.
/// </summary>
internal static class StudioAccess
{
    /// <summary>The authentication scheme that takes a key from a header or a cookie.</summary>
    public const string Either = "KeyOrCookie";

    /// <summary>Folder of the data protection keys for cookies.</summary>
    public const string CookieFolder = "cookies";

    /// <summary>The policy of what only those may do who look after the server: admins and the teacher.</summary>
    public const string KeepersOnly = "KeepersOnly";

    /// <summary>Said to others.</summary>
    public const string KeepersSentence =
        "Only those who look after this server may do that: in a class the teacher, else holders of an admin's key.";

    private const string PrintClaim = "key-print";

    /// <summary>Path to which a browser without a key is redirected.</summary>
    public const string SignInPath = "/sign-in";

    private static readonly TimeSpan s_month = TimeSpan.FromDays(30);

    /// <summary>Registers the checks.</summary>
    /// <exception cref="HippogriffException">The server would listen beyond this machine without keys.</exception>
    public static void Add(IServiceCollection services, StudioOptions options, ListenAddress address)
    {
        ApiKeys keys = ApiKeys.Of(options);
        keys.RequireKeysWhereWanted(options.Keys is not null);
        if (!address.IsLoopback && keys.IsEmpty && !options.IsClass)
            throw new HippogriffException(
                $"A server on {options.Host} needs API keys, and '{keys.File}' has none; make one with hippogriff "
                    + "serve --new-key NAME (and the same --studio or --keys)."
            );
        ClassRoom.RequireCode(options);
        services.AddSingleton(keys);
        services.AddSingleton<ClassRoom>();
        services.AddSingleton<Strangers>();
        services.AddSingleton<SignedAddresses>();
        AddOrigins(services, options.AllowedOrigins);
        services
            .AddDataProtection()
            .SetApplicationName("hippogriff")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.Data, CookieFolder)));
        AddKeyOrCookie(services);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, KeyOrNoKeys>();
        services.Configure<AuthorizationOptions>(authorization =>
        {
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder(Either)
                .AddRequirements(new KeyNeeded())
                .Build();
            authorization.AddPolicy(
                KeepersOnly,
                new AuthorizationPolicyBuilder(Either).AddRequirements(new KeyNeeded { OfKeepers = true }).Build()
            );
        });
    }

    /// <summary>Lets pages of other sites use the APIs, those that the options name and no others.</summary>
    private static void AddOrigins(IServiceCollection services, IList<string> origins)
    {
        foreach (string origin in origins)
            CallerGuard.RequireOrigin(origin);
        services.AddCors(cors =>
            cors.AddDefaultPolicy(policy =>
                policy
                    .WithOrigins([.. origins])
                    .AllowAnyHeader()
                    .AllowAnyMethod()
                    .WithExposedHeaders(RequestIds.Header, "Retry-After", "x-should-retry")
                    .SetPreflightMaxAge(TimeSpan.FromHours(1))
            )
        );
    }

    private static void AddKeyOrCookie(IServiceCollection services) =>
        services
            .AddAuthentication(Either)
            .AddPolicyScheme(
                Either,
                null,
                scheme =>
                    scheme.ForwardDefaultSelector = context =>
                        SentKeys.HeaderOf(context.Request) is not null
                            ? KeyHandler.Scheme
                            : CookieAuthenticationDefaults.AuthenticationScheme
            )
            .AddScheme<AuthenticationSchemeOptions, KeyHandler>(KeyHandler.Scheme, null)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "hippogriff";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = s_month;
                cookie.Events.OnValidatePrincipal = Validate;
                cookie.Events.OnRedirectToLogin = context => Refuse(context.HttpContext);
                cookie.Events.OnRedirectToAccessDenied = context => RefusePerson(context.HttpContext);
            });

    /// <summary>The principal of a key.</summary>
    public static ClaimsPrincipal Who(KnownKey key, string scheme) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, key.Name), new Claim(PrintClaim, key.Print)], scheme));

    /// <summary>Whether the request may see internal details: it has a key, or there are no keys.</summary>
    public static bool IsInside(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true }
        || context.RequestServices.GetRequiredService<ApiKeys>() is { IsEmpty: true, WereThere: false }
            && !context.RequestServices.GetRequiredService<StudioOptions>().IsClass;

    /// <summary>Whether somebody holds a key that is valid now.</summary>
    public static bool IsKeyOf(ClaimsPrincipal user, ApiKeys keys) => RightsOf(user, keys) is not null;

    /// <summary>What the key allows that somebody holds; null without one that is valid now.</summary>
    public static KeyRights? RightsOf(ClaimsPrincipal user, ApiKeys keys) =>
        user.Identity?.Name is { } name && user.FindFirst(PrintClaim)?.Value is { } print
            ? keys.RightsOf(name, print)
            : null;

    /// <summary>Rejects cookies of keys that were removed from the file, and of people who were sent out.</summary>
    private static Task Validate(CookieValidatePrincipalContext context)
    {
        if (
            context.Principal is { } member
            && context.HttpContext.RequestServices.GetRequiredService<ClassRoom>() is { IsOpen: true } room
            && room.Knows(member)
        )
            return Task.CompletedTask;
        ApiKeys keys = context.HttpContext.RequestServices.GetRequiredService<ApiKeys>();
        if (context.Principal is not { } user || !IsKeyOf(user, keys))
            context.RejectPrincipal();
        return Task.CompletedTask;
    }

    /// <summary>Redirects page requests of browsers to the form; other requests get an error message.</summary>
    public static Task Refuse(HttpContext context)
    {
        context.RequestServices.GetRequiredService<Strangers>().Count();
        if (
            HttpMethods.IsGet(context.Request.Method)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
        )
        {
            context.Response.Redirect(
                context.RequestServices.GetRequiredService<StudioOptions>().IsClass ? ClassRoom.JoinPath : SignInPath
            );
            return Task.CompletedTask;
        }
        bool basic = RefusalForm.Of(context) is { TakesBasic: true };
        context.Response.Headers.WWWAuthenticate = basic ? "Basic realm=\"hippogriff\", charset=\"UTF-8\"" : "Bearer";
        return Problems.WriteAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "This server needs an API key: "
                + (
                    basic
                        ? "give it to the client as the password, or send 'Authorization: Bearer KEY'."
                        : "send 'Authorization: Bearer KEY', or sign in on its page."
                )
        );
    }

    /// <summary>
    /// Refuses what only the keepers of the server may do. A page of theirs is not there for others, as in the menu.
    /// </summary>
    private static Task RefusePerson(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return WrongAddress.WantsPage(context)
            ? Task.CompletedTask
            : Problems.WriteAsync(context, StatusCodes.Status403Forbidden, KeepersSentence);
    }

    /// <summary>Reads <c>Authorization: Bearer KEY</c>, and for some APIs a key as the password of Basic.</summary>
    private sealed class KeyHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory log,
        UrlEncoder encoder,
        ApiKeys keys,
        ClassRoom room
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        public new const string Scheme = "Key";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            foreach (string key in SentKeys.Of(SentKeys.HeaderOf(Request) ?? "", TakesBasic))
            {
                if (room.IsTeacher(key))
                    return Task.FromResult(
                        AuthenticateResult.Success(new AuthenticationTicket(room.Teacher(Scheme), Scheme))
                    );
                if (keys.Find(key) is { } known)
                    return Task.FromResult(
                        AuthenticateResult.Success(new AuthenticationTicket(Who(known, Scheme), Scheme))
                    );
            }
            return Task.FromResult(
                keys is { IsEmpty: true, WereThere: false } && !room.IsOpen
                    ? AuthenticateResult.NoResult()
                    : AuthenticateResult.Fail("The key is not valid for this server.")
            );
        }

        private bool TakesBasic => RefusalForm.Of(Context) is { TakesBasic: true };

        protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Refuse(Context);

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => RefusePerson(Context);
    }

    /// <summary>Requires a key if there are any.</summary>
    private sealed class KeyNeeded : IAuthorizationRequirement
    {
        /// <summary>Whether a pupil's name tag is not enough.</summary>
        public bool OfKeepers { get; init; }
    }

    private sealed class KeyOrNoKeys(ApiKeys keys, ClassRoom room) : AuthorizationHandler<KeyNeeded>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, KeyNeeded requirement)
        {
            bool isOpen = keys is { IsEmpty: true, WereThere: false } && !room.IsOpen,
                isIn = context.User.Identity is { IsAuthenticated: true };
            if (isOpen || isIn && !(requirement.OfKeepers && !LooksAfter(context.User)))
                context.Succeed(requirement);
            return Task.CompletedTask;
        }

        private bool LooksAfter(ClaimsPrincipal user) =>
            room.IsTeacher(user) || RightsOf(user, keys) is { Role: KeyRole.Admin };
    }
}
