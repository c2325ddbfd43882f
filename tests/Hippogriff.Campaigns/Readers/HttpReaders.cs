using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Setup;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Builder;

namespace Hippogriff.Campaigns.Readers;

/// <summary>
/// A whole studio on a port of this machine, with a small model, and requests to every operation that it documents.
/// </summary>
internal static class HttpReaders
{
    private const int LongestSentence = 1_000,
        MostAnswer = 1 << 20;
    private static readonly TimeSpan s_drawing = TimeSpan.FromMilliseconds(700),
        s_longest = TimeSpan.FromSeconds(25);
    private static readonly string[] s_sentences = ["detail", "message", "error", "title", "msg"],
        s_draws = ["jobs", "generations", "edits", "variations", "txt2img", "img2img", "mcp", "events", "trainings"];

    private static readonly HttpOperation s_mcp = new(
        "POST",
        "/mcp",
        [],
        "application/json",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"generate_image\",\"arguments\":{\"prompt\":\"a red square\",\"steps\":1,\"seed\":1,\"model\":\"small\"}}}"u8.ToArray()
    );

    public static IReadOnlyList<Reader> All { get; } =
    [
        new("http", "requests to every operation of the OpenAPI document and to /mcp, of a real server", 4, Open)
        {
            Base = 192 << 20,
        },
    ];

    private static Reading Open(Bench bench)
    {
        string models = bench.Fresh("models");
        SmallModel.Save(Path.Combine(models, "small"), latent: false);
        Environment.SetEnvironmentVariable(ModelLibrary.Variable, models);
        StudioOptions options = new()
        {
            Port = 0,
            Data = Path.Combine(bench.Fresh("studio"), "data"),
            Logs = StudioLogs.None,
            Model = Path.Combine(models, "small"),
            Patience = TimeSpan.FromSeconds(1),
        };
        (options.Limits.Steps, options.Limits.Side, options.Limits.Pictures) = (4, 32, 2);
        WebApplication app = StudioHost.Build(options);
        app.StartAsync().GetAwaiter().GetResult();
        HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(StudioHost.AddressOf(app)),
            Timeout = s_longest,
        };
        JsonElement document = client.GetFromJsonAsync<JsonElement>("/openapi/v1.json").GetAwaiter().GetResult();
        HttpOperation[] operations = [.. HttpOperation.Of(document), s_mcp];
        byte[][] files = [PictureReaders.Png(), [0x50, 0x4b, 5, 6, .. new byte[18]]];
        return new Reading(
            dice => dice.Pick(operations).Next(dice, files),
            input => AskAsync(client, input, bench.Folder).GetAwaiter().GetResult()
        );
    }

    private static async Task AskAsync(HttpClient client, byte[] input, string folder)
    {
        int first = Array.IndexOf(input, (byte)'\n'),
            second = Array.IndexOf(input, (byte)'\n', first + 1);
        if (first < 0 || second < 0)
            return;
        string[] line = Encoding.UTF8.GetString(input, 0, first).Split(' ', 2);
        using HttpRequestMessage request = new(new HttpMethod(line[0]), line[1]);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (second > first + 1)
        {
            request.Content = new ByteArrayContent(
                input,
                Math.Min(second + 2, input.Length),
                Math.Max(0, input.Length - second - 2)
            );
            request.Content.Headers.TryAddWithoutValidation(
                "Content-Type",
                Encoding.UTF8.GetString(input, first + 1, second - first - 1)
            );
        }
        string where =
            $"{line[0]} "
            + $"{string.Concat(line[1].Split('?')[0].Select(c => char.IsAsciiDigit(c) ? '#' : c)).Split('%')[0]}";
        bool draws = s_draws.Any(part => line[1].Contains(part, StringComparison.Ordinal));
        using CancellationTokenSource limit = new(draws ? s_drawing : s_longest);
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                limit.Token
            );
            int status = (int)answer.StatusCode;
            if (
                status >= 500
                && answer.StatusCode
                    is not (
                        HttpStatusCode.ServiceUnavailable
                        or HttpStatusCode.InsufficientStorage
                        or HttpStatusCode.NotImplemented
                    )
            )
                throw new BrokenRule($"{status} at {where}", await TextAsync(answer, limit.Token));
            if (status < 400)
                return;
            string text = await TextAsync(answer, limit.Token);
            if (text.Contains(folder, StringComparison.Ordinal))
                throw new BrokenRule($"a path at {where}", text);
            Check(text, where);
        }
        catch (OperationCanceledException) when (draws)
        {
            // It draws, and the caller hangs up.
        }
        catch (OperationCanceledException)
        {
            throw new BrokenRule($"no answer at {where}", $"nothing came within {s_longest.TotalSeconds} s.");
        }
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        await using Stream stream = await answer.Content.ReadAsStreamAsync(stop);
        byte[] part = new byte[1 << 14];
        using MemoryStream all = new();
        for (int read; all.Length < MostAnswer && (read = await stream.ReadAsync(part, stop)) > 0; )
            all.Write(part, 0, read);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>The sentences in a refusal can be shown.</summary>
    private static void Check(string text, string where)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return;
        }
        using (json)
            foreach (string sentence in Sentences(json.RootElement))
                if (Sentence.Fault(sentence, LongestSentence) is { } fault)
                    throw new BrokenRule($"sentence {fault} at {where}", Sentence.Shown(sentence));
    }

    private static IEnumerable<string> Sentences(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(p =>
                    p.Value.ValueKind == JsonValueKind.String
                    && s_sentences.Contains(p.Name)
                    && p.Value.GetString() is { Length: > 0 } text
                        ? [text]
                        : Sentences(p.Value)
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Sentences),
            _ => [],
        };
}
