using Hippogriff.Weights;

namespace Hippogriff.Hub.Naming;

/// <summary>Reads one text as the name of a repository.</summary>
internal sealed class HubNameReader(string text, Uri? endpoint)
{
    private const string Scheme = "hf://";
    private static readonly string[] s_fileRoutes = ["tree", "blob", "resolve", "raw", "blame"];
    private static readonly (string Word, string What)[] s_others =
    [
        ("datasets", "a data set"),
        ("spaces", "a space"),
        ("buckets", "a bucket"),
    ];

    private readonly Uri _endpoint = endpoint ?? HubAddress.Default;
    private readonly string _given = text.Trim();

    /// <summary>The name.</summary>
    /// <exception cref="HippogriffException">It is none.</exception>
    public HubName Read()
    {
        if (_given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return OfPlain(_given[Scheme.Length..], ownerNeeded: true);
        if (_given.StartsWith("git@", StringComparison.Ordinal))
            return OfGit();
        if (_given.Contains("://", StringComparison.Ordinal))
            return OfLink(_given);
        if (WithoutScheme() is { } link)
            return OfLink(link);
        if (IsLocal())
            throw Refusal("is a folder or file here, not a name on the hub: give it to --model as it is");
        return OfPlain(_given, ownerNeeded: false);
    }

    /// <summary>"owner/name[@revision][:tag][/path]", whose parts are taken as they are.</summary>
    private HubName OfPlain(string body, bool ownerNeeded)
    {
        if (body.StartsWith("models/", StringComparison.Ordinal) && body.Count(letter => letter == '/') > 1)
            body = body["models/".Length..];
        RefuseOthers(body.Split('/')[0]);
        if (ownerNeeded && body.Split('/')[0] is "model" or "dataset" or "space")
            throw Refusal("begins with a kind that the hub does not know; leave it out");
        int slash = body.IndexOf('/');
        int mark = body.IndexOf('@', slash + 1);
        // an '@' behind a second slash is part of a file's name
        int second = slash < 0 ? -1 : body.IndexOf('/', slash + 1);
        if (mark >= 0 && second >= 0 && mark > second)
            mark = -1;
        string repository = body,
            rest = "";
        string? revision = null;
        if (mark >= 0)
        {
            repository = body[..mark];
            (revision, rest) = RevisionAndPath(body[(mark + 1)..], decoded: false);
        }
        else if (second >= 0)
            (repository, rest) = (body[..second], body[(second + 1)..]);
        string? tag = null;
        if (repository.IndexOf(':') is var colon && colon > repository.IndexOf('/') && colon > 0)
            (repository, tag) = (repository[..colon], repository[(colon + 1)..]);
        if (ownerNeeded && !repository.Contains('/', StringComparison.Ordinal))
            throw Refusal("names no owner; a repository is called owner/name");
        return Made(repository, revision, rest.EndsWith('/') ? rest[..^1] : rest) with
        {
            Tag = tag is { Length: > 0 } ? tag : null,
        };
    }

    /// <summary>A link, whose parts are percent-encoded.</summary>
    private HubName OfLink(string link)
    {
        if (
            !Uri.TryCreate(link, UriKind.Absolute, out Uri? address)
            || address.Scheme is not ("https" or "http")
            || address.UserInfo.Length > 0
        )
            throw Refusal("is no link to a page of the hub: http or https, without a name and password");
        Uri? elsewhere = RequireKnown(address);
        // Uri resolves ".." by itself; what was written counts.
        string written = link[(link.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('?', '#')[0];
        string[] parts = [.. written.Split('/').Skip(1).Where(part => part.Length > 0)];
        if (elsewhere is null && IsConfigured(address))
        {
            string[] prefix = _endpoint.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Take(prefix.Length).SequenceEqual(prefix))
                parts = parts[prefix.Length..];
        }
        if (parts is ["api", "models", ..])
            parts = parts[2..];
        else if (parts is ["models", _, ..])
            parts = parts[1..];
        if (parts.Length == 0 || parts is ["models" or "api"])
            throw Refusal("names no repository");
        RefuseOthers(parts[0]);
        return OfParts(parts) with { Elsewhere = elsewhere };
    }

    private HubName OfParts(string[] parts)
    {
        if (parts.Length == 1)
            // An owner's page looks the same as an old repository without an owner, whose names have a dash.
            return parts[0].Contains('-', StringComparison.Ordinal)
                ? Made(parts[0], null, "")
                : throw Refusal("is the page of an owner; open one of its models");
        string repository = $"{parts[0]}/{parts[1]}";
        if (repository.EndsWith(".git", StringComparison.Ordinal))
            repository = repository[..^4];
        if (parts.Length == 2)
            return Made(repository, null, "");
        if (!s_fileRoutes.Contains(parts[2]))
            throw Refusal($"is a page about {Quoted.Name(parts[2])}; open the model's page or one of its files");
        if (parts.Length == 3)
            return Made(repository, null, "");
        (string revision, string path) = RevisionAndPath(string.Join('/', parts[3..]), decoded: true);
        return Made(repository, revision, path);
    }

    private HubName OfGit()
    {
        string[] halves = _given["git@".Length..].Split(':', 2);
        if (halves.Length != 2 || !HubAddress.IsDefaultHost(halves[0]))
            throw Refusal("is no address of the hub");
        return Made(halves[1].EndsWith(".git", StringComparison.Ordinal) ? halves[1][..^4] : halves[1], null, "");
    }

    /// <summary>A revision may hold a slash as %2F; those of pull requests hold two as they are.</summary>
    private (string Revision, string Path) RevisionAndPath(string rest, bool decoded)
    {
        string[] parts = rest.Split('/');
        int taken = parts is ["refs", "pr" or "convert", _, ..] ? 3 : 1;
        string revision = string.Join('/', parts[..taken].Select(Uri.UnescapeDataString));
        if (revision.Length == 0)
            throw Refusal("has nothing between '@' and the path: a branch, a tag or a commit");
        string path = string.Join('/', parts[taken..].Select(part => decoded ? Decoded(part) : part));
        return (revision, path);
    }

    /// <summary>A part of a link; a slash that was encoded stays so, since it separates nothing.</summary>
    private static string Decoded(string part) =>
        string.Join("%2F", part.Split("%2F").Select(piece => Uri.UnescapeDataString(piece)));

    private HubName Made(string repository, string? revision, string path)
    {
        if (!RepositoryPath.IsRepository(repository))
            throw Refusal("is no name of a repository: owner/name, of letters, digits, '-', '_' and '.'");
        if (path.Length > 0 && RepositoryPath.Fault(path) is { } fault)
            throw Refusal($"names a file whose name {fault}");
        if (revision is not null && RepositoryPath.Fault(revision) is not null)
            throw Refusal("names no branch, tag or commit that can be");
        return new HubName(repository) { Revision = revision, Path = path };
    }

    /// <summary>Null for the configured hub and the default one; the origin of a known mirror.</summary>
    private Uri? RequireKnown(Uri address)
    {
        if (IsConfigured(address) || HubAddress.IsDefaultHost(address.Host))
            return null;
        if (HubAddress.IsMirror(address.Host))
            return new Uri(address.GetLeftPart(UriPartial.Authority));
        throw Refusal(
            address.Host.EndsWith(".hf.co", StringComparison.OrdinalIgnoreCase)
            || address.Host.StartsWith("cdn-lfs", StringComparison.OrdinalIgnoreCase)
                ? "is a signed address of a store, which expires; give the model's page"
                : $"leads to another site than the hub ({_endpoint.Host})"
        );
    }

    private bool IsConfigured(Uri address) =>
        string.Equals(address.Host, _endpoint.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>"huggingface.co/owner/name" as a link; null if it does not begin with a known host.</summary>
    private string? WithoutScheme()
    {
        string host = _given.Split('/', ':')[0];
        bool known =
            HubAddress.IsDefaultHost(host)
            || HubAddress.IsMirror(host)
            || (host.Contains('.', StringComparison.Ordinal) && host == _endpoint.Host);
        return known && _given.Contains('/', StringComparison.Ordinal) ? $"https://{_given}" : null;
    }

    private bool IsLocal() =>
        _given is "." or ".." or "~"
        || _given.StartsWith("./", StringComparison.Ordinal)
        || _given.StartsWith("../", StringComparison.Ordinal)
        || _given.StartsWith("~/", StringComparison.Ordinal)
        || (_given.Length > 2 && char.IsAsciiLetter(_given[0]) && _given[1] == ':' && _given[2] is '\\' or '/');

    private void RefuseOthers(string word)
    {
        foreach ((string kind, string what) in s_others)
            if (word == kind)
                throw Refusal($"is {what}, not a model");
    }

    private HippogriffException Refusal(string what) => new($"{Quoted.Name(_given)} {what}.");
}
