using System.Text.RegularExpressions;
using Hippogriff.Tests.Cli;
using YamlDotNet.RepresentationModel;

namespace Hippogriff.Tests.House;

/// <summary>The files of <c>deploy</c> say what the command understands; the page tells what alerts mean.</summary>
public sealed partial class DeployTests
{
    [Fact]
    public void Each_file_starts_the_server_with_options_that_it_has()
    {
        string[] lines =
        [
            Unit()
                .Match(Read("hippogriff.service"))
                .Groups[1]
                .Value.Replace("%S", "/var/lib", StringComparison.Ordinal),
            Words(Under(Yaml("compose.yaml").Single(), "services", "studio", "command")),
            Words(Under(Container(), "args")),
            Image().Match(Text("src/Hippogriff.Cli/Hippogriff.Cli.csproj")).Groups[1].Value.Replace(';', ' '),
        ];
        using CommandRun run = new();
        foreach (string line in lines)
        {
            Assert.StartsWith("serve ", line, StringComparison.Ordinal);
            Assert.Empty(run.Parse(line).Errors);
        }
    }

    [Fact]
    public void Probes_ask_what_the_server_answers()
    {
        foreach (string probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            Assert.Equal(
                probe == "readinessProbe" ? "/ready" : "/health",
                ((YamlScalarNode)Under(Container(), probe, "httpGet", "path")).Value
            );
    }

    /// <summary>A running job has ten seconds; who ends the process has to wait longer.</summary>
    [Fact]
    public void Who_ends_the_server_waits_for_a_running_job()
    {
        double patience = new Hippogriff.Studio.Configuration.StudioOptions().Patience.TotalSeconds;
        Assert.Equal(10, patience); // as the files and the page say
        Assert.Contains("TimeoutStopSec=30", Read("hippogriff.service"), StringComparison.Ordinal);
        Assert.Contains("stop_grace_period: 30s", Read("compose.yaml"), StringComparison.Ordinal);
        Assert.Contains("terminationGracePeriodSeconds: 40", Read("kubernetes.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_alert_has_a_row_that_says_what_to_do()
    {
        string page = Text("docs/operating.md");
        YamlSequenceNode rules = (YamlSequenceNode)Under(
            ((YamlSequenceNode)Under(Yaml("alerts.yaml").Single(), "groups")).Children.Single(),
            "rules"
        );
        string[] alerts = [.. rules.Select(rule => ((YamlScalarNode)Under(rule, "alert")).Value!)];
        Assert.Equal(alerts, Row().Matches(page).Select(row => row.Groups[1].Value));
    }

    private static YamlNode Container() =>
        (
            (YamlSequenceNode)Under(
                Yaml("kubernetes.yaml").Single(part => ((YamlScalarNode)Under(part, "kind")).Value == "Deployment"),
                "spec",
                "template",
                "spec",
                "containers"
            )
        ).Single();

    private static string Words(YamlNode list) =>
        string.Join(' ', ((YamlSequenceNode)list).Select(word => ((YamlScalarNode)word).Value));

    private static YamlNode Under(YamlNode node, params string[] names) =>
        names.Aggregate(node, (at, name) => ((YamlMappingNode)at).Children[new YamlScalarNode(name)]);

    private static IEnumerable<YamlNode> Yaml(string name)
    {
        YamlStream stream = [];
        using StringReader reader = new(Read(name));
        stream.Load(reader);
        return stream.Documents.Select(document => document.RootNode);
    }

    private static string Read(string name) => Text($"deploy/{name}");

    private static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    [GeneratedRegex(@"^ExecStart=\S+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Unit();

    [GeneratedRegex("ContainerDefaultArgs Include=\"([^\"]+)\"")]
    private static partial Regex Image();

    [GeneratedRegex(@"^\| `(Studio\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
