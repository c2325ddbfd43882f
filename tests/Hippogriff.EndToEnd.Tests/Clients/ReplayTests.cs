using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.EndToEnd.Tests.Studio;

namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>
/// Sends what real clients sent to a whole studio, and looks whether they would be content with its answers. What is
/// answered otherwise on purpose is listed, with what the answer says: the list may only become shorter.
/// </summary>
public sealed partial class ReplayTests
{
    public static TheoryData<string> Clients => [.. ClientRecordings.Clients];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Clients_are_content_with_every_answer_but_those_that_are_listed(string client)
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        Dictionary<string, ByDesign> listed = ByDesign.All.ToDictionary(one => one.Call);
        SortedDictionary<string, string> faults = new(StringComparer.Ordinal);
        HashSet<string> sent = [];
        await using RecordedPrompts prompts = new(studio);
        foreach (JsonElement exchange in ClientRecordings.Of(client))
        {
            JsonElement request = exchange.GetProperty("request");
            string call = CallOf(client, exchange);
            sent.Add(call);
            if (RecordedPrompts.IsSocket(request))
            {
                await prompts.ConnectAsync(request);
                continue;
            }
            using HttpRequestMessage message = RecordedRequest.Of(request, studio.Address, prompts.Names);
            await prompts.ListenAsync(request);
            using HttpResponseMessage answer = await studio.Client.SendAsync(message);
            await prompts.EndAsync(exchange, answer);
            Assert.False((int)answer.StatusCode >= 500, $"{call}: {await answer.Content.ReadAsStringAsync()}");
            if (await RecordedAnswer.FaultAsync(exchange, answer) is not { } fault)
                continue;
            faults.TryAdd(call, fault);
            await ShapedAsync(call, answer);
            if (listed.TryGetValue(call, out ByDesign? meant))
                Assert.Contains(meant.Said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        string[] wrong =
        [
            .. faults
                .Where(fault => !listed.ContainsKey(fault.Key))
                .Select(fault => $"NEW {fault.Key} => {fault.Value}"),
            .. listed
                .Keys.Where(call => sent.Contains(call) && !faults.ContainsKey(call))
                .Select(call => $"MENDED {call}"),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    /// <summary>Client, method, path without names of things, and the call where a path does several.</summary>
    private static string CallOf(string client, JsonElement exchange)
    {
        JsonElement request = exchange.GetProperty("request");
        string path = Names().Replace(request.GetProperty("path").GetString()!, "*");
        string which =
            path == "/prompt"
            || path.StartsWith("/v1", StringComparison.Ordinal)
            || path.StartsWith("/sdapi", StringComparison.Ordinal)
                ? $" ({exchange.GetProperty("id").GetString()})"
                : "";
        return $"{client}: {request.GetProperty("method").GetString()} {path}{which}";
    }

    /// <summary>A refusal under the paths of an API has the form of its errors.</summary>
    private static async Task ShapedAsync(string call, HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode)
            return;
        string[] field =
            call.Contains(" /v1", StringComparison.Ordinal) || call.Contains(" /prompt", StringComparison.Ordinal)
                ? ["error", "message"]
            : call.Contains(" /sdapi", StringComparison.Ordinal)
            || call.Contains(" /controlnet", StringComparison.Ordinal)
                ? ["detail"]
            : [];
        if (field.Length == 0)
            return;
        JsonElement body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        foreach (string part in field)
            body = body.GetProperty(part);
        Assert.NotEqual("", body.GetString());
    }

    [GeneratedRegex("(?<=/(history|view|object_info|image|jobs|queue)/)[^/]+")]
    private static partial Regex Names();
}
