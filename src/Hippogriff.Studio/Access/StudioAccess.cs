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
        if (!address.IsLoopback && keys.IsEmpty)
            throw new HippogriffException(
                $"A server on {options.Host} needs API keys, and '{keys.File}' has none; make one with hippogriff "
                    + "serve --new-key NAME (and the same --studio or --keys)."
            );
        services.AddSingleton(keys);
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
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder(Either)
                .AddRequirements(new KeyNeeded())
                .Build()
        );
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
                        context.Request.Headers.ContainsKey("Authorization")
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
            });

    /// <summary>The principal of a key.</summary>
    public static ClaimsPrincipal Who(KnownKey key, string scheme) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, key.Name), new Claim(PrintClaim, key.Print)], scheme));

    /// <summary>Whether the request may see internal details: it has a key, or there are no keys.</summary>
    public static bool IsInside(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true }
        || context.RequestServices.GetRequiredService<ApiKeys>() is { IsEmpty: true, WereThere: false };

    /// <summary>Rejects cookies of keys that were removed from the file.</summary>
    private static Task Validate(CookieValidatePrincipalContext context)
    {
        ApiKeys keys = context.HttpContext.RequestServices.GetRequiredService<ApiKeys>();
        if (
            context.Principal?.Identity?.Name is not { } name
            || context.Principal.FindFirst(PrintClaim)?.Value is not { } print
            || !keys.Has(name, print)
        )
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
            context.Response.Redirect(SignInPath);
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

    /// <summary>Reads <c>Authorization: Bearer KEY</c>, and for some APIs a key as the password of Basic.</summary>
    private sealed class KeyHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory log,
        UrlEncoder encoder,
        ApiKeys keys
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        public new const string Scheme = "Key";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            foreach (string key in SentKeys.Of(Request.Headers.Authorization.ToString(), TakesBasic))
            {
                if (keys.Find(key) is { } known)
                    return Task.FromResult(
                        AuthenticateResult.Success(new AuthenticationTicket(Who(known, Scheme), Scheme))
                    );
            }
            return Task.FromResult(
                keys is { IsEmpty: true, WereThere: false }
                    ? AuthenticateResult.NoResult()
                    : AuthenticateResult.Fail("The key is not valid for this server.")
            );
        }

        private bool TakesBasic => RefusalForm.Of(Context) is { TakesBasic: true };

        protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Refuse(Context);

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refuse(Context);
    }

    /// <summary>Requires a key if there are any.</summary>
    private sealed class KeyNeeded : IAuthorizationRequirement;

    private sealed class KeyOrNoKeys(ApiKeys keys) : AuthorizationHandler<KeyNeeded>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, KeyNeeded requirement)
        {
            if (keys is { IsEmpty: true, WereThere: false } || context.User.Identity is { IsAuthenticated: true })
                context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
