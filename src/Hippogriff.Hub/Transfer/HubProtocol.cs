using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Files;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Transfer;

/// <summary>
/// The questions that a hub answers without a file's bytes: the commit of a revision, the files of a commit, what a
/// file is. Each is repeated as often as helps.
/// </summary>
/// <param name="http">Sends the requests.</param>
/// <param name="settings">Where the hub is.</param>
/// <param name="connection">Waits.</param>
/// <param name="waiting">Receives each wait before it begins.</param>
internal sealed partial class HubProtocol(
    HubHttp http,
    HubSettings settings,
    HubConnection connection,
    Action<TimeSpan>? waiting = null
)
{
    private const long MostJson = 64 << 20;
    private const int MostPages = 10_000;

    /// <summary>The commit of a revision.</summary>
    /// <param name="repository">"owner/name".</param>
    /// <param name="revision">Branch, tag or commit; a whole commit is not asked for.</param>
    /// <param name="tries">How often to repeat what may succeed later.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<string> CommitAsync(
        string repository,
        string revision,
        int tries,
        CancellationToken cancellationToken
    )
    {
        if (RepositoryPath.IsCommit(revision))
            return revision;
        HubAnswers answers = new(repository, revision, settings);
        Uri address = HubAddress.OfRevision(settings.Endpoint, repository, revision);
        (JsonElement root, _) = await JsonAsync(address, answers, tries, cancellationToken);
        return JsonText.StringOf(root, "sha") is { } commit && RepositoryPath.IsCommit(commit)
            ? commit
            : throw NoHub(address, "names no commit");
    }

    /// <summary>The files of a commit.</summary>
    /// <inheritdoc cref="CommitAsync"/>
    public async Task<IReadOnlyList<HubEntry>> ListAsync(
        string repository,
        string commit,
        int tries,
        CancellationToken cancellationToken
    )
    {
        HubAnswers answers = new(repository, commit, settings);
        List<HubEntry> files = [];
        Uri? address = HubAddress.OfListing(settings.Endpoint, repository, commit);
        for (int page = 0; address is not null; page++)
        {
            if (page == MostPages)
                throw NoHub(address, $"has more than {MostPages} pages");
            (JsonElement root, string? link) = await JsonAsync(address, answers, tries, cancellationToken);
            if (root.ValueKind != JsonValueKind.Array)
                throw NoHub(address, "is no list of files");
            Uri asked = address;
            files.AddRange(root.EnumerateArray().Select(entry => EntryOf(entry, asked)).OfType<HubEntry>());
            address = NextOf(link, address);
        }
        return files;
    }

    /// <summary>What the hub says of a file.</summary>
    /// <param name="repository">"owner/name".</param>
    /// <param name="revision">Branch, tag or commit.</param>
    /// <param name="path">The file.</param>
    /// <param name="tries">How often to repeat what may succeed later.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<FileHead> HeadAsync(
        string repository,
        string revision,
        string path,
        int tries,
        CancellationToken cancellationToken
    )
    {
        Uri address = HubAddress.OfFile(settings.Endpoint, repository, revision, path);
        HubAnswers answers = new(repository, revision, settings);
        (HttpResponseMessage answer, Uri last) = await PatientAsync(
            HttpMethod.Head,
            address,
            answers,
            path,
            tries,
            cancellationToken
        );
        using HttpResponseMessage given = answer;
        Uri? redirect = HubHttp.RedirectOf(given, last);
        string? commit = Waits.HeaderOf(given, "X-Repo-Commit");
        string? tag = Waits.HeaderOf(given, "X-Linked-ETag") ?? Waits.HeaderOf(given, "ETag");
        if (commit is null || tag is null || !RepositoryPath.IsCommit(commit))
            throw NoHub(address, commit is null ? "names no commit" : "names no valid commit and hash");
        long? size =
            Waits.HeaderOf(given, "X-Linked-Size") is { } linked ? Number(linked)
            : redirect is null ? given.Content.Headers.ContentLength
            : null;
        return new FileHead(commit, ContentHash.Parse(ETag.Value(tag)), size, redirect ?? last);
    }

    private async Task<(JsonElement Root, string? Link)> JsonAsync(
        Uri address,
        HubAnswers answers,
        int tries,
        CancellationToken cancellationToken
    )
    {
        (HttpResponseMessage answer, _) = await PatientAsync(
            HttpMethod.Get,
            address,
            answers,
            null,
            tries,
            cancellationToken
        );
        using HttpResponseMessage given = answer;
        byte[] bytes;
        try
        {
            using Stream stream = await given.Content.ReadAsStreamAsync(cancellationToken);
            using MemoryStream whole = new();
            byte[] piece = new byte[1 << 16];
            for (int length; (length = await stream.ReadAsync(piece, cancellationToken)) > 0; )
            {
                whole.Write(piece, 0, length);
                if (whole.Length > MostJson)
                    throw NoHub(address, "is larger than a list of files can be");
            }
            bytes = whole.ToArray();
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new HubException($"The connection to {address.Host} broke; try again.", HubFault.Network, error);
        }
        return (
            JsonText.Read<JsonElement>(bytes, null, fault => Unreadable(address, fault)),
            Waits.HeaderOf(given, "Link")
        );
    }

    /// <summary>Asks until there is an answer that repeating does not mend.</summary>
    private async Task<(HttpResponseMessage Answer, Uri Address)> PatientAsync(
        HttpMethod method,
        Uri address,
        HubAnswers answers,
        string? file,
        int tries,
        CancellationToken cancellationToken
    )
    {
        for (int repeated = 0; ; repeated++)
        {
            TimeSpan wait;
            try
            {
                (HttpResponseMessage answer, Uri last) = await http.AskHubAsync(method, address, cancellationToken);
                if (answer.IsSuccessStatusCode || HubHttp.RedirectOf(answer, last) is not null)
                    return (answer, last);
                using HttpResponseMessage failed = answer;
                wait = Waits.Before(repeated, failed);
                if (repeated >= tries || !Waits.MayRepeat((int)failed.StatusCode) || wait > Waits.Longest)
                    throw await answers.ExplainAsync(failed, last, file, cancellationToken);
            }
            catch (HubException error) when (error.Fault == HubFault.Network && repeated < tries)
            {
                wait = Waits.Before(repeated, null);
            }
            waiting?.Invoke(wait);
            await connection.Wait(wait, cancellationToken);
        }
    }

    private HubEntry? EntryOf(JsonElement entry, Uri address)
    {
        if (JsonText.StringOf(entry, "type") != "file")
            return null;
        bool isLarge = entry.TryGetProperty("lfs", out JsonElement large) && large.ValueKind == JsonValueKind.Object;
        JsonElement sized = isLarge ? large : entry;
        return
            JsonText.StringOf(entry, "path") is { } path
            && ContentHash.Parse(JsonText.StringOf(sized, "oid")) is { } hash
            && JsonText.WholeOf(sized, "size") is >= 0 and var size
            ? new HubEntry(path, size, hash) { GitId = JsonText.StringOf(entry, "oid") }
            : throw NoHub(address, "lists a file without path, size and hash");
    }

    /// <summary>The next page, which must be of the same hub.</summary>
    private Uri? NextOf(string? link, Uri address) =>
        link is not null
        && NextPattern().Match(link) is { Success: true } match
        && Uri.TryCreate(address, match.Groups[1].Value, out Uri? next)
            ? HubAddress.MayCarryToken(settings.Endpoint, next)
                ? next
                : throw NoHub(address, $"goes on at another host, {Quoted.Name(next.Host)}")
            : null;

    private HubException NoHub(Uri address, string what) =>
        new(
            $"What {address.Host} answers {what}; is {settings.Endpoint} the address of a hub, and does no page for "
                + "logging in lie before it?",
            HubFault.NotAHub
        );

    private static string Unreadable(Uri address, string fault) =>
        $"The answer of {address.Host} cannot be read as JSON, so it may be no hub: {fault}.";

    private static long? Number(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    [GeneratedRegex(@"<([^>]*)>\s*;\s*rel=""?next""?")]
    private static partial Regex NextPattern();
}
