using System.Text.Json;
using Hippogriff.Hub.Naming;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>Names and links that people paste, and names of files in listings.</summary>
public sealed class HubNameTests
{
    private static IEnumerable<JsonElement> Of(string kind) =>
        GoldenLines
            .Of("hub", "names.jsonl")
            .Where(line => line.Text("kind").StartsWith(kind, StringComparison.Ordinal));

    [Fact]
    public void Names_and_links_are_read_as_recorded_or_as_proposed_and_others_are_refused()
    {
        List<string> wrong = [];
        int seen = 0;
        foreach (JsonElement line in Of("repository name").Concat(Of("address")))
        {
            seen++;
            string input = line.Text("input");
            Uri? endpoint = line.TryGetProperty("endpoint", out JsonElement named) ? new Uri(named.GetString()!) : null;
            string expected = Expected(line, input),
                found = Found(input, endpoint);
            if (expected != found)
                wrong.Add($"{JsonSerializer.Serialize(input)}: {found} instead of {expected}");
        }
        Assert.Empty(wrong);
        Assert.True(seen > 0 || !GoldenFolder.Has("hub"));
    }

    [Fact]
    public void File_names_that_lead_out_are_refused_and_plain_ones_are_taken()
    {
        List<string> wrong = [];
        foreach (JsonElement line in Of("file name"))
        {
            string name = line.Text("file_name");
            string? fault = RepositoryPath.Fault(name);
            bool isPlain = name.Length > 0 && name.Split('/').All(part => part.Length > 0 && part.All(IsPlain));
            if (fault is null && !line.GetProperty("accepted").GetBoolean())
                wrong.Add($"{JsonSerializer.Serialize(name)} is taken");
            if (fault is not null && isPlain && line.GetProperty("accepted").GetBoolean() && !IsOddOnWindows(name))
                wrong.Add($"{JsonSerializer.Serialize(name)} {fault}");
        }
        Assert.Empty(wrong);
    }

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '~' or ' ';

    private static bool IsOddOnWindows(string name) =>
        name.Split('/').Any(part => part is "con" or "nul.txt" or "." || part.EndsWith('.') || part.EndsWith(' '));

    private static string Found(string input, Uri? endpoint)
    {
        try
        {
            HubName name = HubName.Parse(input, endpoint);
            return Form(name.Owner, name.Name, name.Revision, name.Path, name.Tag);
        }
        catch (HippogriffException)
        {
            return "refused";
        }
    }

    private static string Expected(JsonElement line, string input)
    {
        if (line.TryGetProperty("proposal", out JsonElement proposal))
        {
            if (proposal.TryGetProperty("refuse", out _) || proposal.TryGetProperty("local_folder", out _))
                return "refused";
            if (proposal.TryGetProperty("name", out _))
                return Form(proposal);
        }
        if (line.TryGetProperty("library_validate_repo_id", out JsonElement valid))
            return !valid.GetProperty("valid").GetBoolean() ? "refused"
                : input.Split('/') is [var owner, var name] ? Form(owner, name, null, "", null)
                : Form(null, input, null, "", null);
        JsonElement parsed = line.GetProperty("library_parse");
        return parsed.TryGetProperty("kind", out JsonElement kind) && kind.GetString() == "model"
            ? Form(parsed)
            : "refused";
    }

    private static string Form(JsonElement parts) =>
        Form(
            parts.GetProperty("owner").GetString(),
            parts.Text("name"),
            parts.GetProperty("revision").GetString(),
            parts.Text("path"),
            parts.TryGetProperty("file_tag", out JsonElement tag) ? tag.GetString() : null
        );

    private static string Form(string? owner, string name, string? revision, string path, string? tag) =>
        $"{owner ?? "-"} {name} {revision ?? "-"} '{path}' {tag ?? "-"}";
}
