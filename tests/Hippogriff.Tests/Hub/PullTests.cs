using Hippogriff.Files;
using Hippogriff.Golden.Tests.Hub;
using Hippogriff.Hub;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Tests.Hub;

/// <summary>Pulling a model into the shared cache and into a folder.</summary>
public sealed class PullTests : IDisposable
{
    private readonly HubRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Only_what_a_model_needs_is_fetched_and_named_by_its_hash()
    {
        using HubClient client = _run.Client();
        PulledModel pulled = await client.PullAsync(HubName.Parse(HubRun.Repository));
        Assert.Equal(_run.Snapshot, pulled.Path);
        Assert.Equal(
            ["README.md", "model_index.json", "unet/config.json", HubRun.Weights],
            pulled.Files.Select(file => file.Path)
        );
        Assert.All(pulled.Files, file => Assert.True(file.Fetched));
        string weights = Path.Combine(_run.Snapshot, HubRun.Weights);
        Assert.Equal($"../../../blobs/{_run.File.Sha256}", new FileInfo(weights).LinkTarget);
        Assert.Equal(_run.File.Bytes, File.ReadAllBytes(weights));
        Assert.Equal(_run.Commit, File.ReadAllText(_run.In("cache/models--some-org--tiny/refs/main")));
    }

    [Fact]
    public async Task A_second_pull_asks_for_the_commit_only_and_reads_what_is_there()
    {
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        _run.Hub.TakeLog();
        PulledModel again = await client.PullAsync(HubName.Parse(HubRun.Repository));
        Assert.All(again.Files, file => Assert.False(file.Fetched));
        Assert.EndsWith("/revision/main", Assert.Single(_run.Hub.TakeLog()).Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_content_in_a_shared_cache_is_fetched_again()
    {
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        string blob = _run.In($"cache/models--some-org--tiny/blobs/{_run.File.Sha256}");
        File.WriteAllBytes(blob, new byte[_run.File.Bytes.Length]);
        PulledModel again = await client.PullAsync(HubName.Parse(HubRun.Repository));
        Assert.Equal([HubRun.Weights], again.Files.Where(file => file.Fetched).Select(file => file.Path));
        Assert.Equal(_run.File.Bytes, File.ReadAllBytes(blob));
    }

    [Theory]
    [InlineData("""{"do": "wrong_hash", "server": "cdn"}""")]
    [InlineData("""{"do": "short", "server": "cdn", "bytes": 299999}""")]
    [InlineData("""{"do": "long", "server": "cdn", "bytes": 1}""")]
    public async Task A_hub_that_lies_is_refused_and_nothing_gets_the_name(string rule)
    {
        _run.Hub.Rules = [StubRule.Of(rule)];
        using HubClient client = _run.Client();
        HubException error = await Assert.ThrowsAsync<HubException>(() =>
            client.PullAsync(HubName.Parse(HubRun.Repository))
        );
        Assert.Equal(HubFault.WrongContent, error.Fault);
        Assert.False(File.Exists(_run.In($"cache/models--some-org--tiny/blobs/{_run.File.Sha256}")));
        Assert.False(File.Exists(_run.In("cache/models--some-org--tiny/refs/main")));
    }

    [Fact]
    public async Task Files_are_fetched_at_the_same_time_as_many_as_are_allowed()
    {
        using CountdownEvent both = new(2);
        bool met = true;
        _run.Hub.Asked = request =>
        {
            if (request is not { Server: "cdn", Method: "GET" })
                return;
            if (!both.IsSet)
                both.Signal();
            met &= both.Wait(Patience.Long);
        };
        using HubClient client = _run.Client();
        PulledModel pulled = await client.PullAsync(
            HubName.Parse(HubRun.Repository),
            new PullRequest { Include = ["*"], AtOnce = 2 }
        );
        Assert.True(met); // the first file was asked for while the second one was, too
        Assert.Equal(6, pulled.Files.Count(file => file.Fetched));
        Assert.Empty(_run.Incomplete());
    }

    [Fact]
    public async Task A_lie_among_several_files_at_once_is_the_error_that_is_told()
    {
        _run.Hub.Rules = [StubRule.Of("""{"do": "wrong_hash", "server": "cdn"}""")];
        using HubClient client = _run.Client();
        HubException error = await Assert.ThrowsAsync<HubException>(() =>
            client.PullAsync(HubName.Parse(HubRun.Repository), new PullRequest { Include = ["*"], AtOnce = 4 })
        );
        Assert.Equal(HubFault.WrongContent, error.Fault);
        Assert.False(File.Exists(_run.In("cache/models--some-org--tiny/refs/main")));
    }

    [Fact]
    public async Task A_cut_connection_is_gone_on_from_where_it_broke()
    {
        _run.Hub.Rules = [StubRule.Of("""{"do": "cut", "server": "cdn", "bytes": 123456, "times": 1}""")];
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        StubRequest[] bytes = [.. _run.Hub.TakeLog().Where(request => request.Server == "cdn")];
        Assert.Equal([null, "bytes=123456-"], bytes.Select(request => request.Header("range")));
        Assert.Equal(_run.File.Bytes, File.ReadAllBytes(Path.Combine(_run.Snapshot, HubRun.Weights)));
    }

    [Fact]
    public async Task A_stopped_pull_keeps_its_part_and_the_next_one_goes_on()
    {
        _run.Hub.Rules = [StubRule.Of("""{"do": "stall", "server": "cdn", "bytes": 200000}""")];
        using CancellationTokenSource stop = new();
        using (HubClient first = _run.Client())
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                first.PullAsync(
                    HubName.Parse(HubRun.Repository),
                    new PullRequest { Progress = new Stopper(stop, 200_000) },
                    stop.Token
                )
            );
        Assert.Equal(200_000, new FileInfo(Assert.Single(_run.Incomplete())).Length);
        _run.Hub.Rules = [];
        _run.Hub.TakeLog();
        using HubClient second = _run.Client();
        await second.PullAsync(HubName.Parse(HubRun.Repository));
        Assert.Contains(_run.Hub.TakeLog(), request => request.Header("range") == "bytes=200000-");
        Assert.Empty(_run.Incomplete());
        Assert.Equal(_run.File.Bytes, File.ReadAllBytes(Path.Combine(_run.Snapshot, HubRun.Weights)));
    }

    [Fact]
    public async Task A_part_with_wrong_bytes_is_thrown_away_and_fetched_from_its_begin()
    {
        string blobs = Directory.CreateDirectory(_run.In("cache/models--some-org--tiny/blobs")).FullName;
        File.WriteAllBytes(Path.Combine(blobs, _run.File.Sha256 + IncompleteFile.Ending), new byte[1000]);
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        Assert.Equal(_run.File.Bytes, File.ReadAllBytes(Path.Combine(_run.Snapshot, HubRun.Weights)));
    }

    [Fact]
    public async Task A_token_is_shown_to_the_hub_and_to_no_other_host()
    {
        _run.Settings = _run.Settings with { Token = "hf_stubgood" };
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        IReadOnlyList<StubRequest> log = _run.Hub.TakeLog();
        Assert.All(
            log.Where(request => request.Server == "hub"),
            request => Assert.Equal("hf_stubgood", request.Token)
        );
        Assert.All(log.Where(request => request.Server == "cdn"), request => Assert.Null(request.Token));
        Assert.False(_run.Settings.At("http://elsewhere.test").SendsToken);
    }

    [Fact]
    public async Task A_disk_without_room_is_told_before_anything_is_fetched()
    {
        using HubClient client = new(_run.Settings, new HubConnection { FreeBytes = _ => 1000 });
        await Assert.ThrowsAsync<DiskFullException>(() => client.PullAsync(HubName.Parse(HubRun.Repository)));
        Assert.DoesNotContain(_run.Hub.TakeLog(), request => request.Server == "cdn");
    }

    [Fact]
    public async Task Names_that_lead_out_of_the_folder_are_refused()
    {
        _run.Hub.Rules =
        [
            StubRule.Of(
                """
                {"do": "extra_entries", "path": "/tree/", "entries": [{"type": "file", "size": 3, "path": "../evil",
                "oid": "0000000000000000000000000000000000000000"}]}
                """
            ),
        ];
        using HubClient client = _run.Client();
        HippogriffException error = await Assert.ThrowsAsync<HippogriffException>(() =>
            client.PullAsync(HubName.Parse(HubRun.Repository), new PullRequest { Include = ["*evil*"] })
        );
        Assert.Contains("evil", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_run.In("cache"), "*evil*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_folder_gets_plain_files_and_a_file_of_somebody_in_it_is_left_alone()
    {
        PullRequest request = new() { Folder = _run.In("mine") };
        using HubClient client = _run.Client();
        PulledModel pulled = await client.PullAsync(HubName.Parse(HubRun.Repository), request);
        Assert.Equal(_run.In("mine"), pulled.Path);
        string weights = _run.In("mine/" + HubRun.Weights);
        Assert.Null(new FileInfo(weights).LinkTarget);
        Assert.Equal(_run.File.Bytes, File.ReadAllBytes(weights));
        File.WriteAllText(weights, "edited by hand");
        await Assert.ThrowsAsync<HippogriffException>(() =>
            client.PullAsync(HubName.Parse(HubRun.Repository), request)
        );
        Assert.Equal("edited by hand", File.ReadAllText(weights));
    }

    [Fact]
    public async Task Without_a_network_what_the_cache_has_whole_is_taken()
    {
        using (HubClient client = _run.Client())
            await client.PullAsync(HubName.Parse(HubRun.Repository));
        _run.Settings = _run.Settings with { Offline = true };
        using HubClient offline = _run.Client();
        Assert.Equal(_run.Snapshot, (await offline.PullAsync(HubName.Parse(HubRun.Repository))).Path);
        File.Delete(_run.In($"cache/models--some-org--tiny/blobs/{_run.File.Sha256}"));
        HubException error = await Assert.ThrowsAsync<HubException>(() =>
            offline.PullAsync(HubName.Parse(HubRun.Repository))
        );
        Assert.Equal(HubFault.Offline, error.Fault);
    }

    [Theory]
    [InlineData("\"300000\"")]
    [InlineData("-1")]
    [InlineData("300000.5")]
    [InlineData("null")]
    public async Task A_stored_list_with_a_size_that_is_none_is_asked_for_again(string size)
    {
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        string list = _run.In($"cache/models--some-org--tiny/trees/{_run.Commit}.json");
        string right = File.ReadAllText(list);
        string wrong = right.Replace("\"size\": 300000", $"\"size\": {size}", StringComparison.Ordinal);
        Assert.NotEqual(right, wrong);
        File.WriteAllText(list, wrong);
        _run.Hub.TakeLog();
        PulledModel again = await client.PullAsync(HubName.Parse(HubRun.Repository));
        Assert.All(again.Files, file => Assert.False(file.Fetched));
        Assert.Contains(_run.Hub.TakeLog(), request => request.Target.Contains("/tree/", StringComparison.Ordinal));
        Assert.Equal(right, File.ReadAllText(list));
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(5)]
    public async Task Bytes_of_a_damaged_content_that_a_folder_does_not_take_are_not_counted(int length)
    {
        using HubClient client = _run.Client();
        await client.PullAsync(HubName.Parse(HubRun.Repository));
        File.WriteAllBytes(_run.In($"cache/models--some-org--tiny/blobs/{_run.File.Sha256}"), new byte[length]);
        Last last = new();
        PulledModel pulled = await client.PullAsync(
            HubName.Parse(HubRun.Repository),
            new PullRequest { Folder = _run.In("mine"), Progress = last }
        );
        Assert.Equal([HubRun.Weights], pulled.Files.Where(file => file.Fetched).Select(file => file.Path));
        Assert.Equal(pulled.Bytes, last.Value?.Done);
        Assert.Equal(_run.File.Bytes, File.ReadAllBytes(_run.In("mine/" + HubRun.Weights)));
    }

    private sealed class Last : IProgress<PullProgress>
    {
        public PullProgress? Value { get; private set; }

        public void Report(PullProgress value) => Value = value;
    }

    private sealed class Stopper(CancellationTokenSource stop, long bytes) : IProgress<PullProgress>
    {
        private long _large;

        public void Report(PullProgress value)
        {
            if (value is { Stage: PullStage.Fetching, File: HubRun.Weights })
                _large = Math.Max(_large, value.Fetched);
            if (_large >= bytes)
                stop.Cancel();
        }
    }
}
