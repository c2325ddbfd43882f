namespace Hippogriff.Hub.Naming;

/// <summary>Addresses of the hub, and whom a token may be shown.</summary>
public static class HubAddress
{
    /// <summary>The hub that everybody uses.</summary>
    public static Uri Default { get; } = new("https://huggingface.co");

    /// <summary>Hosts of the default hub itself; its stores for large files are not among them.</summary>
    private static readonly string[] s_own = ["huggingface.co", "www.huggingface.co", "hf.co"];

    /// <summary>Other hubs with the same addresses, whose links people paste.</summary>
    private static readonly string[] s_mirrors = ["hf-mirror.com", "www.hf-mirror.com"];

    /// <summary>The address of a file, for HEAD and GET.</summary>
    public static Uri OfFile(Uri endpoint, string repository, string revision, string path) =>
        new($"{Base(endpoint)}/{repository}/resolve/{Segment(revision)}/{Segments(path)}");

    /// <summary>The address that tells the commit of a revision.</summary>
    public static Uri OfRevision(Uri endpoint, string repository, string revision) =>
        new($"{Base(endpoint)}/api/models/{repository}/revision/{Segment(revision)}");

    /// <summary>The address that lists the files of a commit.</summary>
    public static Uri OfListing(Uri endpoint, string repository, string commit) =>
        new($"{Base(endpoint)}/api/models/{repository}/tree/{commit}?recursive=true&expand=false");

    /// <summary>
    /// Whether a request to <paramref name="target"/> may carry the token of <paramref name="endpoint"/>. It may to the
    /// same scheme, host and port, or between the default hub's own hosts over HTTPS.
    /// </summary>
    public static bool MayCarryToken(Uri endpoint, Uri target) =>
        IsSameOrigin(endpoint, target) || (IsOwn(endpoint) && IsOwn(target));

    /// <summary>Whether scheme, host and port are the same.</summary>
    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme
        && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase)
        && one.Port == other.Port;

    /// <summary>Whether a host is one of the default hub's.</summary>
    internal static bool IsDefaultHost(string host) => s_own.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a host is a known mirror of the default hub.</summary>
    internal static bool IsMirror(string host) => s_mirrors.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static bool IsOwn(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && IsDefaultHost(address.IdnHost);

    /// <summary>A hub's address without a slash at its end.</summary>
    internal static string Base(Uri endpoint) => endpoint.AbsoluteUri.TrimEnd('/');

    private static string Segment(string text) => Uri.EscapeDataString(text);

    private static string Segments(string path) => string.Join('/', path.Split('/').Select(Segment));
}
