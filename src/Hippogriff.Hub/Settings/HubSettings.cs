using Hippogriff.Hub.Naming;

namespace Hippogriff.Hub.Settings;

/// <summary>Where the hub is, where its cache lies, and who asks.</summary>
public sealed record HubSettings
{
    /// <summary>The folder that other tools share: one folder a repository.</summary>
    public required string Cache { get; init; }

    /// <summary>The hub's address.</summary>
    public Uri Endpoint { get; init; } = HubAddress.Default;

    /// <summary>The token; null for none. It is sent to the endpoint only.</summary>
    public string? Token { get; init; }

    /// <summary>Where the token came from, for messages: "HF_TOKEN", the path of a file.</summary>
    public string? TokenSource { get; init; }

    /// <summary>Whether the token goes along without being asked for.</summary>
    public bool SendsToken { get; init; } = true;

    /// <summary>Whether nothing may be fetched.</summary>
    public bool Offline { get; init; }

    /// <summary>Whether files of the cache are links to one copy; false keeps the copies in place.</summary>
    public bool UsesLinks { get; init; } = true;

    /// <summary>Time limit for an answer without a body.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time limit for the next bytes of a body.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The file that holds the user's token, whether it is there or not.</summary>
    public string? TokenFile { get; init; }

    /// <summary>
    /// The settings of this process, by the variables that other tools use: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT,
    /// HF_TOKEN, HF_TOKEN_PATH, HF_HUB_OFFLINE and some more.
    /// </summary>
    /// <exception cref="HippogriffException">A variable holds what cannot be.</exception>
    public static HubSettings OfThisUser() => HubEnvironment.OfThisUser().Settings();

    /// <summary>The <see cref="Cache"/> of <see cref="OfThisUser"/>, for which no token is read.</summary>
    internal static string CacheOfThisUser() => HubEnvironment.OfThisUser().Cache;

    /// <summary>The same for any environment.</summary>
    /// <param name="variable">The value of a variable; null if it is not set.</param>
    /// <param name="home">The user's folder.</param>
    /// <exception cref="HippogriffException">A variable holds what cannot be.</exception>
    public static HubSettings Read(Func<string, string?> variable, string home) =>
        new HubEnvironment(variable, home).Settings();

    /// <summary>These settings with another hub; its own token is not known, so none is sent.</summary>
    /// <exception cref="HippogriffException">It is no address of http or https.</exception>
    public HubSettings At(string endpoint)
    {
        Uri address = HubEnvironment.EndpointOf(endpoint, "The endpoint");
        return address == Endpoint ? this : this with { Endpoint = address, SendsToken = false };
    }
}
