using System.Text.Json;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>Variables and token files, as the hub's own tools read them.</summary>
public sealed class HubEnvironmentTests
{
    [Fact]
    public void Variables_and_token_files_give_the_recorded_settings()
    {
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("hub", "environment.jsonl"))
        {
            string name = line.Text("case");
            if (name.Contains("STAGING", StringComparison.Ordinal))
                continue; // the hub's own people's test hub
            using TemporaryFolder folder = new();
            string Here(string text) => text.Replace("$TOP", folder.Path, StringComparison.Ordinal);
            Dictionary<string, string> variables = line.GetProperty("environment")
                .EnumerateObject()
                .ToDictionary(one => one.Name, one => Here(one.Value.GetString()!));
            foreach (JsonProperty file in line.GetProperty("files").EnumerateObject())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(folder.In(file.Name))!);
                File.WriteAllText(folder.In(file.Name), file.Value.GetString());
            }
            HubSettings found;
            try
            {
                found = HubSettings.Read(variables.GetValueOrDefault, folder.In("home"));
            }
            catch (HippogriffException error)
            {
                if (!line.TryGetProperty("start_fails", out _))
                    wrong.Add($"{name}: {error.Message}");
                continue;
            }
            if (line.TryGetProperty("start_fails", out _))
                wrong.Add($"{name}: taken");
            else
                Compare(name, line.GetProperty("result"), found, Here, wrong);
        }
        Assert.Empty(wrong);
    }

    private static void Compare(
        string name,
        JsonElement result,
        HubSettings found,
        Func<string, string> here,
        List<string> wrong
    )
    {
        string endpoint = result.Text("endpoint");
        string? token = result.GetProperty("token").GetString()?.TrimStart('\ufeff'); // better: without the mark
        Same("cache", here(result.Text("cache")), found.Cache);
        Same("token_file", here(result.Text("token_file")), found.TokenFile);
        Same("endpoint", new Uri(endpoint.Length == 0 ? HubAddress.Default.AbsoluteUri : endpoint), found.Endpoint);
        Same("token", token, found.Token);
        Same("offline", result.GetProperty("offline").GetBoolean(), found.Offline);
        Same("links", !result.GetProperty("symlinks_disabled").GetBoolean(), found.UsesLinks);
        Same("etag_timeout", result.GetProperty("etag_timeout").GetDouble(), found.AnswerLimit.TotalSeconds);
        Same("download_timeout", result.GetProperty("download_timeout").GetDouble(), found.SilenceLimit.TotalSeconds);
        Same(
            "authorization_sent",
            result.GetProperty("authorization_sent").ValueKind == JsonValueKind.String,
            found is { Token: not null, SendsToken: true }
        );

        void Same<T>(string what, T expected, T value)
        {
            if (!Equals(expected, value))
                wrong.Add($"{name}: {what} is {value} instead of {expected}");
        }
    }
}
