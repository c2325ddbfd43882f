using Hippogriff.EndToEnd.Tests.Studio;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;

namespace Hippogriff.EndToEnd.Tests.Generators;

/// <summary>A client for C# by NSwag.</summary>
public sealed class NSwagTests
{
    private const string Program = """
        using Generated;

        public static class Program
        {
            public static async Task<string> RunAsync(HttpClient http)
            {
                StudioClient client = new(http);
                OpenAiImagesAnswer drawn = await client.CreateImageAsync(
                    new OpenAiImageRequest
                    {
                        Prompt = "a cat", N = 2, Seed = 5, Quality = OpenAiImageRequestQuality.Low,
                    });
                byte[] first = Convert.FromBase64String(drawn.Data.First().B64_json);

                Upload upload = await client.UploadPictureAsync(
                    new FileParameter(new MemoryStream(first), "cat.png", "image/png"));
                Job job = await client.TakeJobAsync(
                    new JobRequest { Prompt = "a dog", Source = upload.Name, Seed = 7 });
                while (job.State is JobState.Queued or JobState.Running)
                    job = await client.GetJobAsync(job.Id);
                using FileResponse file = await client.GetPictureFileAsync(job.Pictures.Single().Id, null);
                using MemoryStream png = new();
                await file.Stream.CopyToAsync(png);

                SdImagesAnswer sd = await client.SdTxt2imgAsync(new SdImageRequest { Prompt = "a cow", Steps = 2 });
                string refused = "";
                try
                {
                    await client.CreateImageAsync(new OpenAiImageRequest { Prompt = "a cat", N = 1000 });
                }
                catch (ApiException<OpenAiErrorAnswer> error)
                {
                    refused = $"{error.StatusCode} {error.Result.Error.Param}";
                }
                try
                {
                    await client.GetJobAsync(Guid.Empty);
                }
                catch (ApiException<Problem> error)
                {
                    refused += $", {error.StatusCode} {error.Result.Status}";
                }
                return $"{drawn.Data.Count} {drawn.Size} {first.Length > 50} {job.State} {png.ToArray()[1]} "
                    + $"{sd.Images.Count} {refused}";
            }
        }
        """;

    [Fact]
    public async Task A_client_by_NSwag_draws_uploads_fetches_and_reads_refusals()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        OpenApiDocument document = await OpenApiDocument.FromJsonAsync(
            await studio.Client.GetStringAsync("/openapi/v1.json")
        );
        CSharpClientGeneratorSettings settings = new()
        {
            ClassName = "StudioClient",
            UseBaseUrl = false,
            OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
        };
        settings.CSharpGeneratorSettings.Namespace = "Generated";
        settings.CSharpGeneratorSettings.JsonLibrary = CSharpJsonLibrary.SystemTextJson;

        string said = await CompiledClient.RunAsync(
            studio.Client,
            Program,
            [new CSharpClientGenerator(document, settings).GenerateFile()]
        );

        Assert.Equal("2 8x4 True Done 80 1 400 n, 404 404", said); // 80: the P of PNG
    }
}
