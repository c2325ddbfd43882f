using System.Security.Cryptography;
using System.Text.Json;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>
/// Every recorded exchange with a hub, against a hub of the test's own. Where the recorded library is careless, the
/// better behaviour is asked for, and named here.
/// </summary>
public sealed class HubScenarioTests
{
    /// <summary>Steps that end better than recorded: "scenario:step" and whether they give a file.</summary>
    private static readonly Dictionary<string, bool> s_better = new()
    {
        ["wrong_hash:0"] = false, // refused, not stored under the name of the right hash
        ["connection_dropped_head:0"] = true, // asked again
        ["connection_dropped_head:2"] = true,
        ["force_download:2"] = true, // nothing is forced here; the checked content is good
        ["force_download:3"] = true,
        ["local_dir:2"] = false, // a file edited by hand is not overwritten
        ["local_dir:5"] = false, // no answer, so it is not known what is new
        ["planted_folder_link:0"] = false, // nothing is written through a link
        ["planted_snapshot_link:0"] = false,
        ["listing_size_differs:0"] = false, // a hub that contradicts itself
        ["xet_headers_enabled:0"] = true, // the plain way
        ["older_library_resume_range_ignored:1"] = true,
        ["older_library_complete_incomplete:0"] = true,
        ["older_library_incomplete_too_long:0"] = true,
    };

    /// <summary>
    /// Scenarios whose requests differ. Another address is asked where Xet is. A tag that is no hash is looked up in
    /// the listing. After a failure the files behind it are not asked for.
    /// </summary>
    private static readonly string[] s_otherWay =
    [
        "xet_headers_disabled",
        "xet_headers_enabled",
        "no_linked_headers",
        "snapshot_one_file_fails",
    ];

    private static readonly Lazy<IReadOnlyList<JsonElement>> s_recorded = new(() =>
        GoldenLines.Of("hub", "exchanges.jsonl")
    );

    public static TheoryData<string> Names() => [.. s_recorded.Value.Select(line => line.Text("scenario"))];

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Names))]
    public async Task A_recorded_scenario_ends_as_recorded_or_better(string name)
    {
        using HubScenario scenario = new(s_recorded.Value.First(line => line.Text("scenario") == name));
        bool hasDiffered = false;
        int number = -1;
        foreach (JsonElement step in scenario.Steps)
        {
            number++;
            string code = step.Text("call");
            if (HubCall.Read(code) is not { } call)
                continue; // it asks the library's cache; HubCacheTests do that
            HubPlants.Prepare(scenario, code);
            scenario.Hub.TakeLog();
            bool isStopped = step.TryGetProperty("killed", out _) || step.TryGetProperty("interrupted", out _);
            int copies = step.TryGetProperty("processes", out JsonElement processes) ? processes.GetInt32() : 1;
            (string? Path, string? Refusal)[] given = await Task.WhenAll(
                Enumerable.Range(0, copies).Select(_ => scenario.RunAsync(step, call, isStopped))
            );
            IReadOnlyList<StubRequest> log = scenario.Hub.TakeLog();
            string what = $"{name}:{number}";
            bool isBetter = s_better.TryGetValue(what, out bool succeeds);
            bool expected =
                isStopped ? false
                : isBetter ? succeeds
                : !step.TryGetProperty("error", out _);
            foreach ((string? path, string? refusal) in given)
                Assert.True(path is not null == expected, $"{what}: {path ?? refusal}");
            Assert.DoesNotContain(log, request => request.Server == "cdn" && request.Token is not null);
            HubPlants.RequireNothingOutside(scenario);
            RequireRightBlobs(scenario.Cache);
            if (copies > 1)
                Assert.Single(log, request => request is { Server: "cdn", Method: "GET" });
            if (name is "killed_and_run_again" or "interrupted_and_run_again" && !isStopped)
                Assert.Contains(log, request => request.Header("range") is not null);
            hasDiffered |= isBetter || isStopped || call.IsForced;
            if (given[0].Path is { } one && !hasDiffered)
                Compare(scenario, step, call, one, log, what);
        }
    }

    private static void Compare(
        HubScenario scenario,
        JsonElement step,
        HubCall call,
        string path,
        IReadOnlyList<StubRequest> log,
        string what
    )
    {
        if (step.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.String)
            Assert.Equal(scenario.Here(result.GetString()!), path);
        if (call.IsIntoFolder || call.IsDryRun || s_otherWay.Contains(what.Split(':')[0]))
            return;
        bool isPlain =
            !step.TryGetProperty("server_rules", out JsonElement rules) || rules.ValueKind == JsonValueKind.Null;
        if (isPlain && !step.TryGetProperty("processes", out _))
            Assert.Equal(
                step.GetProperty("exchanges")
                    .EnumerateArray()
                    .Select(one => $"{one.Text("server")} {one.Text("method")} {one.Text("path")}"),
                log.Select(one => $"{one.Server} {one.Method} {one.Target}")
            );
        if (
            step.TryGetProperty("files_after", out JsonElement after)
            && after.TryGetProperty("cache", out JsonElement recorded)
        )
            Assert.Equal(
                recorded
                    .EnumerateArray()
                    .Select(one => one.GetString()!)
                    .Where(IsOfModels)
                    .Order(StringComparer.Ordinal),
                HubPlants.Listing(scenario.Cache).Where(IsOfModels).Order(StringComparer.Ordinal)
            );
    }

    private static bool IsOfModels(string line) =>
        line.Contains("models--", StringComparison.Ordinal)
        && !line.Contains(".locks", StringComparison.Ordinal)
        && !line.Contains(".no_exist", StringComparison.Ordinal)
        && !line.Contains("/trees/", StringComparison.Ordinal)
        && !line.StartsWith("dir", StringComparison.Ordinal)
        && !line.Contains(".incomplete", StringComparison.Ordinal);

    /// <summary>No content lies under the name of another one.</summary>
    private static void RequireRightBlobs(string cache)
    {
        foreach (
            string blob in Directory
                .GetFiles(cache, "*", SearchOption.AllDirectories)
                .Where(path => path.Contains("/blobs/", StringComparison.Ordinal))
        )
            if (ContentHash.Parse(Path.GetFileName(blob)) is { } hash)
                Assert.True(hash.IsOf(blob), blob);
    }
}
