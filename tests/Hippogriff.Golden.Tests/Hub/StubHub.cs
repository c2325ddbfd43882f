using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>
/// A hub and its store on this machine, as the recorded specification describes them (stub.md): repositories, tokens,
/// redirects, ranges, and faults on purpose.
/// </summary>
internal sealed partial class StubHub : IDisposable
{
    /// <summary>The addresses in recorded scenarios.</summary>
    public const string HubName = "http://hub.test",
        StoreName = "http://cdn.test";

    private readonly ConcurrentQueue<StubRequest> _log = [];
    private readonly StubServer _hub,
        _store;

    public StubHub()
    {
        _hub = new StubServer("hub", Answer);
        _store = new StubServer("cdn", Answer);
    }

    public List<StubRepository> Repositories { get; } = [];

    public Dictionary<string, string> Renamed { get; } = [];

    /// <summary>Tokens, and whether they may see what is private and gated.</summary>
    public Dictionary<string, bool> Tokens { get; } = new() { ["hf_stubgood"] = true, ["hf_stubpoor"] = false };

    public IReadOnlyList<StubRule> Rules { get; set; } = [];

    public int Page { get; set; } = 1000;

    public bool RedirectsSmallFiles { get; set; }

    public bool HasWeakTags { get; set; }

    public IReadOnlyList<string> DroppedHeaders { get; set; } = [];

    public string Address => _hub.Address;

    /// <summary>Told each request before it is answered, on the thread that answers it.</summary>
    public Action<StubRequest>? Asked { get; set; }

    /// <summary>All requests since the last call.</summary>
    public IReadOnlyList<StubRequest> TakeLog()
    {
        List<StubRequest> taken = [];
        while (_log.TryDequeue(out StubRequest? request))
            taken.Add(request);
        return taken;
    }

    /// <summary>The repositories and names of a recorded fixture.</summary>
    /// <param name="fixture">The fixture.</param>
    /// <param name="repositories">Its repositories, which are made once.</param>
    public void Load(JsonElement fixture, IEnumerable<StubRepository> repositories)
    {
        Repositories.AddRange(repositories.Select(one => one.Copy()));
        foreach (JsonProperty name in fixture.GetProperty("renamed").EnumerateObject())
            Renamed[name.Name] = name.Value.GetString()!;
    }

    /// <summary>A recorded address as it is here.</summary>
    public string Here(string text) =>
        text.Replace(HubName, _hub.Address, StringComparison.Ordinal)
            .Replace(StoreName, _store.Address, StringComparison.Ordinal);

    public void Dispose()
    {
        _hub.Dispose();
        _store.Dispose();
    }

    private StubAnswer? Answer(StubRequest request)
    {
        Asked?.Invoke(request);
        _log.Enqueue(request);
        StubRule? rule = Rules.FirstOrDefault(one => one.Meets(request.Server, request.Method, request.Target));
        if (rule?.Do == "move")
            Repositories.First(one => one.Name == rule.Text("repo")).Refs[rule.Text("ref")!] = rule.Text("commit")!;
        StubAnswer? answer = rule?.Do switch
        {
            "drop" => null,
            "hang" => new StubAnswer(0, []),
            "status" => WithHeaders(
                StubAnswer.Error(rule.Number("status", 500), rule.Text("code"), rule.Text("message")),
                rule
            ),
            "raw" => WithHeaders(
                new StubAnswer(rule.Number("status", 200), Encoding.UTF8.GetBytes(rule.Text("body") ?? "")),
                rule
            ),
            "redirect" => new StubAnswer(rule.Number("status", 302), [])
            {
                Headers = [("Location", Here(rule.Text("location")!))],
            },
            _ => request.Server == "cdn" ? Stored(request, rule) : Route(request, rule),
        };
        request.Status = answer?.Status ?? 0;
        return answer;
    }

    private StubAnswer Stored(StubRequest request, StubRule? rule)
    {
        string hash = request.Target.Split('?')[0].Split('/')[^1];
        StubFile? file = Repositories
            .SelectMany(repository => repository.Commits.Values)
            .SelectMany(files => files.Values)
            .FirstOrDefault(one => one.Sha256 == hash);
        if (file is null)
            return new StubAnswer(404, "<Error><Code>NoSuchKey</Code></Error>"u8.ToArray());
#pragma warning disable CA5351 // a store's tag, on purpose unlike the hub's
        string tag = Convert.ToHexStringLower(MD5.HashData(file.Bytes));
#pragma warning restore CA5351
        return StubBody.Send(
            request,
            file,
            [("Content-Type", "application/octet-stream"), ("ETag", $"\"{tag}\""), ("Accept-Ranges", "bytes")],
            rule
        );
    }

    private StubAnswer Route(StubRequest request, StubRule? rule)
    {
        string path = request.Target.Split('?')[0];
        if (CachePattern().Match(path) is { Success: true } cached)
            return
                Repositories.Find(one => one.Name == cached.Groups[1].Value) is { } of
                && of
                    .Commits.GetValueOrDefault(cached.Groups[2].Value)
                    ?.GetValueOrDefault(Uri.UnescapeDataString(cached.Groups[3].Value))
                    is { } small
                ? StubBody.Send(request, small, SmallHeaders(small, cached.Groups[2].Value), rule)
                : StubAnswer.Error(404, "EntryNotFound", "Entry not found");
        Match match = ApiPattern().Match(path) is { Success: true } api ? api : ResolvePattern().Match(path);
        if (!match.Success)
            return new StubAnswer(404, "<html>Not found</html>"u8.ToArray())
            {
                Headers = [("Content-Type", "text/html")],
            };
        string name = match.Groups["repo"].Value;
        if (Renamed.TryGetValue(name, out string? now))
            return new StubAnswer(307, [])
            {
                Headers = [("Location", request.Target.Replace(name, now, StringComparison.Ordinal))],
            };
        bool isFile = match.Groups["file"].Success;
        if (Refusal(request, name, isFile, out StubRepository? repository) is { } refused)
            return refused;
        string revision = match.Groups["rev"].Success ? Uri.UnescapeDataString(match.Groups["rev"].Value) : "main";
        string? commit = repository!.Commits.ContainsKey(revision)
            ? revision
            : repository.Refs.GetValueOrDefault(revision);
        if (commit is null)
            return StubAnswer.Error(404, "RevisionNotFound", $"Invalid rev id: {revision}");
        return isFile ? Resolve(request, repository, commit, Uri.UnescapeDataString(match.Groups["file"].Value), rule)
            : match.Groups["kind"].Value == "tree" ? Tree(request, repository, commit, rule)
            : StubAnswer.Json($$"""{"id": "{{name}}", "sha": "{{commit}}"}""");
    }

    private StubAnswer? Refusal(StubRequest request, string name, bool isFile, out StubRepository? repository)
    {
        repository = Repositories.Find(one => one.Name == name);
        bool isKnown = request.Token is { } token && Tokens.ContainsKey(token);
        bool mayAll = request.Token is { } own && Tokens.GetValueOrDefault(own);
        if (request.Token is not null && !isKnown)
            return StubAnswer.Error(401, null, "Invalid credentials in Authorization header");
        if (repository is null || (repository.IsPrivate && !mayAll))
            return request.Token is null
                ? StubAnswer.Error(401, "RepoNotFound", "Invalid username or password.")
                : StubAnswer.Error(404, "RepoNotFound", "Repository not found");
        if (isFile && repository.IsGated && !mayAll)
            return StubAnswer.Error(
                request.Token is null ? 401 : 403,
                "GatedRepo",
                $"Access to model {name} is restricted."
            );
        return null;
    }

    private StubAnswer Tree(StubRequest request, StubRepository repository, string commit, StubRule? rule)
    {
        List<JsonNode> entries =
        [
            .. repository.Commits[commit].Values.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => f.Entry()),
        ];
        if (rule?.Do == "extra_entries")
            entries.AddRange(
                rule.Element("entries")!.Value.EnumerateArray().Select(one => JsonNode.Parse(one.GetRawText())!)
            );
        int from = CursorPattern().Match(request.Target) is { Success: true } cursor
            ? int.Parse(cursor.Groups[1].Value)
            : 0;
        StubAnswer answer = StubAnswer.Json(new JsonArray([.. entries.Skip(from).Take(Page)]).ToJsonString());
        if (from + Page < entries.Count)
            answer.Headers.Add(
                (
                    "Link",
                    $"<{Address}{request.Target.Split('?')[0]}?recursive=true&expand=false"
                        + $"&cursor={from + Page}>; rel=\"next\""
                )
            );
        return answer;
    }

    private StubAnswer Resolve(
        StubRequest request,
        StubRepository repository,
        string commit,
        string path,
        StubRule? rule
    )
    {
        if (!repository.Commits[commit].TryGetValue(path, out StubFile? file))
            return StubAnswer.Error(404, "EntryNotFound", "Entry not found", ("X-Repo-Commit", commit));
        List<(string, string)> headers =
        [
            ("X-Repo-Commit", commit),
            ("X-Linked-Size", $"{file.Bytes.Length}"),
            ("X-Linked-ETag", $"\"{file.Tag}\""),
        ];
        if (file.IsLarge)
        {
            string name = Uri.EscapeDataString(path.Split('/')[^1]);
            headers.Add(("ETag", $"\"{file.Sha256[..32]}\""));
            headers.Add(
                (
                    "Location",
                    $"{_store.Address}/store/{file.Sha256[..2]}/{file.Sha256}?filename={name}"
                        + "&Expires=1999999999&Signature=stub"
                )
            );
            if (file.IsXet)
                headers.Add(("X-Xet-Hash", file.XetHash));
            return Without(new StubAnswer(302, []) { Headers = headers });
        }
        if (!RedirectsSmallFiles)
            return Without(StubBody.Send(request, file, SmallHeaders(file, commit), rule));
        string encoded = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        headers.Add(("ETag", $"\"{file.Tag}\""));
        headers.Add(
            (
                "Location",
                $"/api/resolve-cache/models/{repository.Name}/{commit}/{encoded}"
                    + $"?{Uri.EscapeDataString(request.Target)}=&etag=%22{file.Tag}%22"
            )
        );
        return new StubAnswer(307, []) { Headers = headers };
    }

    private List<(string, string)> SmallHeaders(StubFile file, string commit) =>
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Repo-Commit", commit),
            ("Accept-Ranges", "bytes"),
            ("ETag", $"{(HasWeakTags ? "W/" : "")}\"{file.Tag}\""),
        ];

    private StubAnswer Without(StubAnswer answer)
    {
        answer.Headers.RemoveAll(header => DroppedHeaders.Contains(header.Name, StringComparer.OrdinalIgnoreCase));
        return answer;
    }

    private static StubAnswer WithHeaders(StubAnswer answer, StubRule rule)
    {
        foreach ((string name, string value) in rule.Headers)
        {
            answer.Headers.RemoveAll(header => header.Name == name);
            answer.Headers.Add((name, value));
        }
        return answer;
    }

    [GeneratedRegex(@"\A/api/resolve-cache/models/((?:[^/]+/)?[^/]+)/([0-9a-f]{40})/(.+)\z")]
    private static partial Regex CachePattern();

    [GeneratedRegex(@"\A/api/models/(?<repo>(?:[^/]+/)?[^/]+?)(?:/(?<kind>revision|tree)/(?<rev>[^/]+))?\z")]
    private static partial Regex ApiPattern();

    [GeneratedRegex(@"\A/(?<repo>(?:[^/]+/)?[^/]+)/resolve/(?<rev>[^/]+)/(?<file>.+)\z")]
    private static partial Regex ResolvePattern();

    [GeneratedRegex(@"cursor=(\d+)")]
    private static partial Regex CursorPattern();
}
