using System.Net;
using System.Text;
using System.Text.Json;
using Hippogriff.Hub.Cache;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Selection;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>Small rules of the hub's protocol: tags, waits, addresses, patterns, answers that are no success.</summary>
public sealed class HubRuleTests
{
    private static readonly string[] s_repeatedInside = ["416"];

    [Fact]
    public void Patterns_pick_the_recorded_files()
    {
        IReadOnlyList<JsonElement> lines = GoldenLines.Of("hub", "patterns.jsonl");
        if (lines.Count == 0)
            return;
        string[] files = Texts(lines[0].GetProperty("files"))!;
        List<string> wrong = [];
        foreach (JsonElement line in lines.Skip(1))
        {
            NamePatterns patterns = new(Texts(line.GetProperty("allow")), Texts(line.GetProperty("ignore")));
            string[] picked = [.. files.Where(patterns.Matches)];
            if (!picked.SequenceEqual(Texts(line.GetProperty("picked"))!))
                wrong.Add($"{line.GetProperty("allow")} but {line.GetProperty("ignore")}: {string.Join(' ', picked)}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Small_rules_give_the_recorded_values()
    {
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("hub", "small_rules.jsonl"))
        {
            JsonElement input = line.GetProperty("input"),
                output = line.GetProperty("output");
            string expected = output.ValueKind == JsonValueKind.String ? output.GetString()! : output.GetRawText();
            string? found = line.Text("kind") switch
            {
                "etag header -> name of the blob" => ETag.Value(input.GetString()!),
                "is this revision a full commit" => Word(RepositoryPath.IsCommit(input.GetString())),
                "Retry-After header -> seconds" => Waits.RetryAfter(input.GetString())?.ToString() ?? "null",
                "cache folder of a model repository" => RepositoryFolder.NameOf(input.GetString()!),
                "address of a file: [repository, file, revision]" => HubAddress
                    .OfFile(
                        HubAddress.Default,
                        input[0].GetString()!,
                        input[2].GetString() ?? HubName.DefaultRevision,
                        input[1].GetString()!
                    )
                    .AbsoluteUri,
                "may the token go along: [from, to]" => Word(
                    HubAddress.MayCarryToken(new Uri(input[0].GetString()!), new Uri(input[1].GetString()!))
                ),
                "RateLimit headers" => Limit(input),
                _ => null, // what follows from "bytes=N-" alone
            };
            if (line.Text("kind") == "RateLimit headers")
                expected = ExpectedLimit(output);
            // the token of a mirror is not the hub's business
            if (
                line.Text("kind").StartsWith("may the token", StringComparison.Ordinal)
                && input[0].GetString()!.Contains("mirror", StringComparison.Ordinal)
            )
                expected = "false";
            if (found is not null && found != expected)
                wrong.Add($"{line.Text("kind")} of {input}: {found} instead of {expected}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Answers_that_are_no_success_say_what_to_do()
    {
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("hub", "errors.jsonl"))
        {
            if (!line.TryGetProperty("status", out JsonElement status) || status.ValueKind != JsonValueKind.Number)
                continue;
            Uri address = new(line.Text("url"));
            HubSettings settings = new()
            {
                Cache = "/nowhere",
                Endpoint =
                    address.Host == "cdn.example.org"
                        ? HubAddress.Default
                        : new Uri(address.GetLeftPart(UriPartial.Authority)),
                Token = line.Text("case").Contains("token", StringComparison.Ordinal) ? "hf_x" : null,
            };
            HubAnswers answers = new("owner/name", "main", settings);
            using HttpResponseMessage answer = Answer(line, status.GetInt32());
            HubException error = await answers.ExplainAsync(
                answer,
                address,
                "model.safetensors",
                TestContext.Current.CancellationToken
            );
            string name = line.Text("case");
            if (Expected(line) is { } fault && fault != error.Fault)
                wrong.Add($"{name}: {error.Fault} instead of {fault}");
            if (
                error.IsWorthRetrying != line.GetProperty("retry_is_useful").GetBoolean()
                && !s_repeatedInside.Contains(name)
            )
                wrong.Add($"{name}: worth retrying is {error.IsWorthRetrying} ({error.Message})");
            if (error.Message.Contains('\n', StringComparison.Ordinal) || error.Message[^1] is not ('.' or '?'))
                wrong.Add($"{name}: no sentence: {error.Message}");
        }
        Assert.Empty(wrong);
    }

    private static HubFault? Expected(JsonElement line) =>
        line.GetProperty("library").ValueKind != JsonValueKind.Object
            ? null
            : line.GetProperty("library").Text("class") switch
            {
                "RepositoryNotFoundError" => HubFault.NoSuchRepository,
                "RevisionNotFoundError" => HubFault.NoSuchRevision,
                "RemoteEntryNotFoundError" => HubFault.NoSuchFile,
                "GatedRepoError" => HubFault.Gated,
                "DisabledRepoError" => HubFault.Forbidden,
                "BadRequestError" => HubFault.Refused,
                _ => null,
            };

    private static HttpResponseMessage Answer(JsonElement line, int status)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(line.Text("body"))),
        };
        foreach (JsonProperty header in line.GetProperty("headers").EnumerateObject())
            if (!answer.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
                answer.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        return answer;
    }

    private static string Limit(JsonElement headers)
    {
        string? Header(string name) =>
            headers
                .EnumerateObject()
                .FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Value
                is { ValueKind: JsonValueKind.String } found
                ? found.GetString()
                : null;
        RateLimit? limit = RateLimit.Read(Header("RateLimit"), Header("RateLimit-Policy"));
        return limit is null ? "null" : $"{limit.Kind} {limit.Remaining} {limit.Seconds} {limit.Limit} {limit.Window}";
    }

    private static string ExpectedLimit(JsonElement output) =>
        output.ValueKind != JsonValueKind.Object
            ? "null"
            : $"{output.Text("resource_type")} {output.GetProperty("remaining")} "
                + $"{output.GetProperty("reset_in_seconds")} {output.GetProperty("limit")} "
                + $"{output.GetProperty("window_seconds")}";

    private static string Word(bool value) => value ? "true" : "false";

    private static string[]? Texts(JsonElement list) =>
        list.ValueKind switch
        {
            JsonValueKind.Array => [.. list.EnumerateArray().Select(one => one.GetString()!)],
            JsonValueKind.String => [list.GetString()!],
            _ => null,
        };
}
