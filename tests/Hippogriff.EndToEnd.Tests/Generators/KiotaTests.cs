using Hippogriff.EndToEnd.Tests.Pages;
using Hippogriff.EndToEnd.Tests.Studio;

namespace Hippogriff.EndToEnd.Tests.Generators;

/// <summary>A client for C# by Kiota, a tool of the repository: <c>dotnet tool restore</c> installs it.</summary>
public sealed class KiotaTests
{
    private const string Program = """
        using Generated;
        using Generated.Models;
        using Microsoft.Kiota.Abstractions;
        using Microsoft.Kiota.Abstractions.Authentication;
        using Microsoft.Kiota.Http.HttpClientLibrary;

        public static class Program
        {
            public static async Task<string> RunAsync(HttpClient http)
            {
                HttpClientRequestAdapter adapter = new(new AnonymousAuthenticationProvider(), httpClient: http)
                {
                    BaseUrl = http.BaseAddress.ToString().TrimEnd('/'),
                };
                Studio client = new(adapter);
                OpenAiImagesAnswer drawn = await client.V1.Images.Generations.PostAsync(
                    new OpenAiImageRequest { Prompt = "a cat", N = 2, Seed = 5 });
                byte[] bytes = Convert.FromBase64String(drawn.Data[0].B64Json);

                Upload upload = await client.Api.V1.Uploads.PostAsync(
                    new MemoryStream(bytes), "application/octet-stream");
                Job job = await client.Api.V1.Jobs.PostAsync(new JobRequest { Prompt = "a dog", Source = upload.Name });
                while (job.State is JobState.Queued or JobState.Running)
                    job = await client.Api.V1.Jobs[job.Id.Value].GetAsync();
                using MemoryStream png = new();
                await (await client.Api.V1.Pictures.WithIdPng(job.Pictures[0].Id.Value).GetAsync()).CopyToAsync(png);

                SdImagesAnswer sd = await client.Sdapi.V1.Txt2img.PostAsync(
                    new SdImageRequest { Prompt = "a cow", Steps = 2 });
                string refused = "";
                try
                {
                    await client.V1.Images.Generations.PostAsync(new OpenAiImageRequest { Prompt = "a cat", N = 1000 });
                }
                catch (OpenAiErrorAnswer error)
                {
                    refused = $"{error.ResponseStatusCode} {error.Error.Param}";
                }
                try
                {
                    await client.Api.V1.Jobs[Guid.Empty].GetAsync();
                }
                catch (Problem error)
                {
                    refused += $", {error.ResponseStatusCode}";
                }
                return $"{drawn.Data.Count} {drawn.Size} {job.State} {png.ToArray()[1]} {sd.Images.Count} {refused}";
            }
        }
        """;

    [Fact]
    public async Task A_client_by_Kiota_draws_uploads_fetches_and_reads_refusals()
    {
        Programs.Require(
            await Programs.IsThereAsync("dotnet", PageScriptTests.Root, "kiota", "--version"),
            "Kiota is not installed: run dotnet tool restore in the repository"
        );
        await using StudioServer studio = await StudioServer.StartAsync();
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.In("openapi.json"), await studio.Client.GetStringAsync("/openapi/v1.json"));
        await Programs.RunAsync(
            "dotnet",
            PageScriptTests.Root,
            "kiota",
            "generate",
            "--language",
            "CSharp",
            "--openapi",
            folder.In("openapi.json"),
            "--output",
            folder.In("client"),
            "--class-name",
            "Studio",
            "--namespace-name",
            "Generated",
            "--exclude-backward-compatible"
        );

        string said = await CompiledClient.RunAsync(
            studio.Client,
            Program,
            Directory.EnumerateFiles(folder.In("client"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)
        );

        Assert.Equal("2 8x4 Done 80 1 400 n, 404", said); // 80: the P of PNG
    }
}
