using System.Text.Json;
using Hippogriff.Cli.Commands.Studio;
using Hippogriff.EndToEnd.Tests.Studio;

namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>What real clients of the Model Context Protocol said to a program that they started, said again.</summary>
public sealed class StdioReplayTests
{
    public static TheoryData<string> Clients =>
        [.. ClientRecordings.Clients.Where(client => ClientRecordings.ConversationsOf(client).Any())];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Every_request_gets_an_answer_with_its_number_and_what_was_answered_before(string client)
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        await studio.EndOfAsync((await studio.TakeAsync(new { prompt = "a cat" })).GetProperty("id").GetGuid());
        foreach (JsonElement recorded in ClientRecordings.ConversationsOf(client))
        {
            string name = recorded.GetProperty("id").GetString()!;
            StandardStreams streams = new();
            Task program = new McpBridge(studio.Client, streams.Input, streams.Output).RunAsync(Patience.Token);
            JsonElement[] messages = [.. recorded.GetProperty("conversation").EnumerateArray()];
            foreach (JsonElement said in From("client", messages))
            {
                streams.Say(said.GetRawText());
                if (!said.TryGetProperty("id", out JsonElement id))
                    continue;
                (JsonElement answer, int steps) = await AnswerAsync(streams, id);
                if (Recorded(messages, id) is { } before)
                    Assert.True(IsLike(before, answer), $"{name}: {answer} in place of {before}");
                if (said.GetRawText().Contains("progressToken", StringComparison.Ordinal) && HasPicture(answer))
                    Assert.True(steps > 0, $"{name}: no progress");
            }
            streams.End();
            await program.WithPatience();
        }
    }

    /// <summary>The messages of one side; a client that closes its side says nothing.</summary>
    private static IEnumerable<JsonElement> From(string side, JsonElement[] conversation) =>
        conversation
            .Where(entry => entry.GetProperty("from").GetString() == side)
            .Where(entry => entry.TryGetProperty("message", out _))
            .Select(entry => entry.GetProperty("message"));

    /// <summary>What the recording server answered.</summary>
    private static JsonElement? Recorded(JsonElement[] conversation, JsonElement id) =>
        From("server", conversation)
            .Where(message => message.TryGetProperty("id", out JsonElement other) && other.ToString() == id.ToString())
            .Cast<JsonElement?>()
            .FirstOrDefault();

    /// <summary>Reads lines until that with the number; how many told of steps.</summary>
    private static async Task<(JsonElement Answer, int Steps)> AnswerAsync(StandardStreams streams, JsonElement id)
    {
        for (int steps = 0; ; steps++)
        {
            JsonElement heard = JsonDocument.Parse(await streams.HearAsync()).RootElement;
            if (heard.TryGetProperty("id", out JsonElement of) && of.ToString() == id.ToString())
                return (heard, steps);
            Assert.Equal("notifications/progress", heard.GetProperty("method").GetString());
        }
    }

    /// <summary>
    /// Whether it has the same fields. An error may be answered where none was, and the other way round, to a question
    /// that a server need not know (server/discover), and to a tool that there is not.
    /// </summary>
    private static bool IsLike(JsonElement before, JsonElement answer)
    {
        if (
            !before.TryGetProperty("result", out JsonElement wanted)
            || wanted.TryGetProperty("isError", out JsonElement failed) && failed.ValueKind == JsonValueKind.True
        )
            return answer.TryGetProperty("result", out _) || answer.TryGetProperty("error", out _);
        return answer.TryGetProperty("result", out JsonElement result)
            && wanted
                .EnumerateObject()
                .All(field => result.TryGetProperty(field.Name, out _) || field.Name == "isError")
            && HasPicture(before) == HasPicture(answer);
    }

    private static bool HasPicture(JsonElement message) =>
        message.GetRawText().Contains("\"image/png\"", StringComparison.Ordinal);
}
