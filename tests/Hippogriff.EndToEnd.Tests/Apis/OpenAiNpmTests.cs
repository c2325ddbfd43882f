using System.Diagnostics;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>
/// OpenAI's client for JavaScript against /v1. Needs node and, once, its packages: <c>npm ci</c> in the folder Npm.
/// </summary>
public sealed class OpenAiNpmTests
{
    [Fact]
    public async Task The_client_for_JavaScript_draws_streams_edits_varies_and_reads_refusals()
    {
        string source = Folder();
        string? missing =
            !await NodeIsThereAsync() ? "node is not installed"
            : !Directory.Exists(Path.Combine(source, "node_modules", "openai"))
                ? "its packages are not installed: run npm ci in tests/Hippogriff.EndToEnd.Tests/Npm"
            : null;
        if (missing is not null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true" or "1", missing);
            Assert.Skip(missing);
        }
        await using ApiServer server = await ApiServer.StartAsync();
        server.Queue.Warnings = ["'cat' is unknown."];
        JsonElement said = JsonDocument
            .Parse(
                await RunAsync(
                    "node",
                    Path.Combine(source, "images.mjs"),
                    new Uri(server.Http.BaseAddress!, "/v1").ToString(),
                    Convert.ToBase64String(Pictures.Plain()),
                    Convert.ToBase64String(Pictures.WithHole())
                )
            )
            .RootElement;

        Assert.Equal(["0000004000000040", "0000004000000040"], Texts(said, "drawn")); // 64x64 in a PNG's header
        Assert.Equal(
            ("64x64", "image/png", 1, 2),
            (
                said.GetProperty("size").GetString(),
                said.GetProperty("fetched").GetString(),
                said.GetProperty("edited").GetInt32(),
                said.GetProperty("varied").GetInt32()
            )
        );
        Assert.Equal([5, 6], said.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Equal(
            ["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"],
            Texts(said, "streamed")
        );
        Assert.Equal(["toy", "swift"], Texts(said, "models"));
        Assert.Equal(server.Queue.Warnings, Texts(said, "warnings"));
        Assert.Equal(server.Queue.Warnings, Texts(said, "remarks"));
        JsonElement refusal = said.GetProperty("refusal");
        Assert.Equal(
            ("BadRequestError", 400, "n"),
            (
                refusal.GetProperty("name").GetString(),
                refusal.GetProperty("status").GetInt32(),
                refusal.GetProperty("param").GetString()
            )
        );
        Said.InOrder("400 n 1000 ... 1 and 16", refusal.GetProperty("message").GetString());
    }

    /// <summary>The folder in the source tree: npm puts its packages beside the script.</summary>
    private static string Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Npm", "images.mjs")))
                return Path.Combine(at.FullName, "Npm");
        throw new DirectoryNotFoundException("Npm/images.mjs lies in no folder above the tests.");
    }

    private static IEnumerable<string?> Texts(JsonElement said, string name) =>
        said.GetProperty(name).EnumerateArray().Select(text => text.GetString());

    private static async Task<bool> NodeIsThereAsync()
    {
        try
        {
            return (await RunAsync("node", "--version")).StartsWith('v');
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(Patience.Long);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
