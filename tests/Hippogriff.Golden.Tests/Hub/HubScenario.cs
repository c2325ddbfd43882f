using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Hub;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>Runs the steps of a recorded scenario with this library against a hub of the test's own.</summary>
internal sealed partial class HubScenario : IDisposable
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.4);
    private static readonly Lazy<JsonElement> s_fixture = new(() => GoldenFolder.Json("hub", "fixture.json"));
    private static readonly Lazy<StubRepository[]> s_repositories = new(() =>
        [.. s_fixture.Value.GetProperty("repos").EnumerateArray().Select(StubRepository.Read)]
    );
    private readonly TemporaryFolder _folder = new();
    private readonly JsonElement _scenario;

    public HubScenario(JsonElement scenario)
    {
        _scenario = scenario;
        Hub.Load(s_fixture.Value, s_repositories.Value);
        foreach (string name in new[] { "cache", "outside" })
            Directory.CreateDirectory(_folder.In(name));
        File.WriteAllText(_folder.In("outside.txt"), "mine");
    }

    public StubHub Hub { get; } = new();

    public string Name => _scenario.Text("scenario");

    public string Cache => _folder.In("cache");

    public string Local => _folder.In("local");

    public string Outside => _folder.In("outside");

    /// <summary>Waits that were asked for; none is waited.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public IEnumerable<JsonElement> Steps => _scenario.GetProperty("steps").EnumerateArray();

    /// <summary>What a step gave: a path, or the message of the refusal.</summary>
    public async Task<(string? Path, string? Refusal)> RunAsync(JsonElement step, HubCall call, bool isStopped)
    {
        Apply(step);
        HubSettings settings = SettingsOf(step, call);
        using CancellationTokenSource stop = new();
        HubConnection connection = new()
        {
            Handler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
            },
            Wait = (wait, _) =>
            {
                Waits.Add(wait);
                return Task.Delay(TimeSpan.FromMilliseconds(5), stop.Token);
            },
            FreeBytes = _ => Name == "write_fails" ? 12_000_000 : null,
        };
        using HttpMessageHandler owned = connection.Handler;
        using HubClient client = new(settings, connection);
        try
        {
            return (await CallAsync(client, call, isStopped ? stop : null, stop.Token), null);
        }
        catch (HippogriffException error)
        {
            return (null, error.Message);
        }
        catch (OperationCanceledException) when (isStopped)
        {
            return (null, "stopped");
        }
    }

    public void Dispose()
    {
        Hub.Dispose();
        _folder.Dispose();
    }

    /// <summary>A recorded path as it is here.</summary>
    public string Here(string text) =>
        text.Replace("$CACHE", Cache, StringComparison.Ordinal).Replace("$LOCAL", Local, StringComparison.Ordinal);

    private async Task<string> CallAsync(
        HubClient client,
        HubCall call,
        CancellationTokenSource? stopping,
        CancellationToken stop
    )
    {
        HubName name = new(call.Repository) { Revision = call.Revision };
        bool isFile = call.Kind == "hf_hub_download";
        if (isFile && !call.IsIntoFolder && stopping is null)
            return await client.FileAsync(name with { Path = call.File }, stop);
        PullRequest request = new()
        {
            Folder = call.IsIntoFolder ? Local : null,
            Include = isFile ? [call.File] : call.Allow ?? ["*"],
            Exclude = call.Ignore ?? [],
            DryRun = call.IsDryRun,
            Progress = stopping is null ? null : new Stopper(stopping),
        };
        if (isFile)
            RepositoryPath.Require(call.File);
        PulledModel pulled = await client.PullAsync(name, request, stop);
        return isFile ? Path.Combine(pulled.Folder, call.File)
            : call.IsDryRun ? string.Join(' ', pulled.Files.Select(file => $"{file.Path} {file.Bytes} {file.Fetched}"))
            : pulled.Folder;
    }

    private HubSettings SettingsOf(JsonElement step, HubCall call)
    {
        Dictionary<string, string?> variables = new() { ["HF_HOME"] = _folder.In("hf"), ["HF_ENDPOINT"] = Hub.Address };
        if (step.TryGetProperty("environment", out JsonElement environment))
            foreach (JsonProperty one in environment.EnumerateObject())
                variables[one.Name] = one.Value.GetString();
        HubSettings settings = HubSettings.Read(variables.GetValueOrDefault, _folder.In("home")) with { Cache = Cache };
        if (settings.SilenceLimit <= TimeSpan.FromSeconds(1))
            settings = settings with { SilenceLimit = s_short };
        if (settings.AnswerLimit <= TimeSpan.FromSeconds(1))
            settings = settings with { AnswerLimit = s_short };
        if (call.Token is { } token)
            settings = settings with { Token = token };
        if (call.SendsNoToken)
            settings = settings with { Token = null };
        if (call.SendsToken)
            settings = settings with { SendsToken = true };
        return call.IsLocalOnly ? settings with { Offline = true } : settings;
    }

    private void Apply(JsonElement step)
    {
        Hub.Rules =
            step.TryGetProperty("server_rules", out JsonElement rules) && rules.ValueKind == JsonValueKind.Array
                ? [.. rules.EnumerateArray().Select(rule => new StubRule(rule))]
                : [];
        JsonElement options = default;
        bool has = step.TryGetProperty("server_options", out options) && options.ValueKind == JsonValueKind.Object;
        Hub.Page = has && options.TryGetProperty("page", out JsonElement page) ? page.GetInt32() : 1000;
        Hub.RedirectsSmallFiles = has && options.TryGetProperty("resolve_cache", out _);
        Hub.HasWeakTags = has && options.TryGetProperty("weak_etag", out _);
        Hub.DroppedHeaders =
            has && options.TryGetProperty("drop_headers", out JsonElement dropped)
                ? [.. dropped.EnumerateArray().Select(one => one.GetString()!)]
                : [];
        if (step.TryGetProperty("server_state", out JsonElement state) && state.GetString() is { } text)
            if (StatePattern().Match(text) is { Success: true } moved)
                Hub.Repositories[0].Refs[moved.Groups[1].Value] = moved.Groups[2].Value;
        if (step.Text("call").Contains("HF_HOME", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(_folder.In("hf"));
            File.WriteAllText(_folder.In("hf/token"), "hf_stubgood\n");
        }
    }

    /// <summary>Stops when some of the bytes have come.</summary>
    private sealed class Stopper(CancellationTokenSource stop) : IProgress<PullProgress>
    {
        public void Report(PullProgress value)
        {
            if (value.Fetched > 1_000_000)
                stop.Cancel();
        }
    }

    [GeneratedRegex(@"(\S+) points to ([0-9a-f]{40})")]
    private static partial Regex StatePattern();
}
