using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.EndToEnd.Tests.Pages;
using Hippogriff.EndToEnd.Tests.Studio;
using Hippogriff.Studio.Access;

namespace Hippogriff.EndToEnd.Tests.Telemetry;

/// <summary>What Prometheus reads, and the dashboard of the docs that shows it.</summary>
public sealed partial class MetricsTests
{
    /// <summary>Measured on a graphics card, and not on the processor that tests draw with.</summary>
    private static readonly string[] s_ofCards =
    [
        "hippogriff_device_memory_bytes",
        "hippogriff_device_memory_limit_bytes",
    ];

    [Fact]
    public async Task Every_panel_of_the_dashboard_names_metrics_that_are_there()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await DrawAsync(studio);
        string[] there = [.. await NamesAsync(studio), .. s_ofCards];
        string[] queries = [.. Queries(Dashboard())];

        Assert.True(queries.Length >= 8, $"The dashboard has {queries.Length} queries.");
        foreach (string query in queries)
        {
            string[] named = [.. Name().Matches(Labels().Replace(query, "")).Select(match => match.Value)];
            Assert.True(named.Length > 0, $"'{query}' names no metric.");
            Assert.True(named.All(there.Contains), $"'{query}' names what is not there: {string.Join(' ', there)}");
        }
    }

    [Fact]
    public async Task Every_alert_names_metrics_that_are_there()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await DrawAsync(studio);
        string rules = await File.ReadAllTextAsync(Path.Combine(PageScriptTests.Root, "deploy", "alerts.yaml"));
        string[] named = [.. Metric().Matches(Labels().Replace(rules, "")).Select(match => match.Value).Distinct()];
        Assert.True(named.Length >= 4, string.Join(' ', named));
        Assert.Empty(named.Except(await NamesAsync(studio)));
    }

    [Fact]
    public void The_dashboard_asks_for_its_source_of_data_and_says_what_each_panel_shows()
    {
        JsonElement dashboard = Dashboard();
        Assert.Contains(
            dashboard.GetProperty("templating").GetProperty("list").EnumerateArray(),
            variable => variable.GetProperty("type").GetString() == "datasource"
        );
        foreach (JsonElement panel in Panels(dashboard))
        {
            Assert.NotEqual("", panel.GetProperty("title").GetString());
            Assert.NotEqual(
                "",
                panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString()
            );
            Assert.Equal("${source}", panel.GetProperty("datasource").GetProperty("uid").GetString());
        }
    }

    [Fact]
    public async Task With_keys_the_metrics_need_one_and_a_scraper_sends_it_as_any_program()
    {
        using TemporaryFolder folder = new();
        string keys = folder.In("keys.json"),
            key = new ApiKeys(keys).Add("prometheus", DateTimeOffset.UtcNow);
        await using StudioServer studio = await StudioServer.StartAsync(options => options.Keys = keys);
        using HttpResponseMessage refused = await studio.Client.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        studio.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Assert.Contains("hippogriff_queue_length", await NamesAsync(studio));
        using HttpResponseMessage posted = await studio.Client.PostAsync("/metrics", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    /// <summary>The names of all samples.</summary>
    private static async Task<IEnumerable<string>> NamesAsync(StudioServer studio)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/metrics");
        request.Headers.Accept.ParseAdd("text/plain");
        using HttpResponseMessage answer = await studio.Client.SendAsync(request);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        return
        [
            .. (await answer.Content.ReadAsStringAsync())
                .Split('\n')
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split('{', ' ')[0])
                .Distinct(),
        ];
    }

    /// <summary>A job is drawn, and counted, which is a moment after its end was told.</summary>
    private static async Task DrawAsync(StudioServer studio)
    {
        await studio.EndOfAsync((await studio.TakeAsync(new { prompt = "a cat" })).GetProperty("id").GetGuid());
        await Patience.UntilAsync(
            () => NamesAsync(studio),
            names => names.Contains("hippogriff_jobs_total", StringComparer.Ordinal)
        );
    }

    private static JsonElement Dashboard() =>
        JsonDocument
            .Parse(File.ReadAllText(Path.Combine(PageScriptTests.Root, "docs", "monitoring", "dashboard.json")))
            .RootElement;

    private static IEnumerable<JsonElement> Panels(JsonElement dashboard) =>
        dashboard.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row");

    private static IEnumerable<string> Queries(JsonElement dashboard) =>
        Panels(dashboard)
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!);

    /// <summary>What labels are filtered and grouped by, and over which time.</summary>
    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(hippogriff|http)_[a-z_]+")]
    private static partial Regex Metric();

    /// <summary>A word that is no function.</summary>
    [GeneratedRegex(@"\b[a-z_]\w*\b(?!\s*\()")]
    private static partial Regex Name();
}
