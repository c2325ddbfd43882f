#:project ../src/Hippogriff.Extensions.AI/Hippogriff.Extensions.AI.csproj
#:package Microsoft.Extensions.AI
#:package Microsoft.Extensions.Logging.Console
#:package OpenTelemetry.Exporter.Console
// What Microsoft.Extensions.AI puts around any image generator, log lines and OpenTelemetry spans: dotnet run -c
// Release samples/Observe.cs "a cat"
using Hippogriff;
using Hippogriff.Extensions.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;

using TracerProvider tracing = Sdk.CreateTracerProviderBuilder().AddSource("drawing").AddConsoleExporter().Build();
ServiceCollection services = new();

// Trace would write prompts, too
services.AddLogging(log => log.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Debug));
services.AddHippogriff();
services
    .AddImageGenerator(s => s.GetRequiredService<HippogriffImageGenerator>())
    .UseOpenTelemetry(sourceName: "drawing")
    .UseLogging();
await using ServiceProvider provider = services.BuildServiceProvider();

IImageGenerator generator = provider.GetRequiredService<IImageGenerator>(); // the decorated one: it was registered last
ImageGenerationOptions options = new()
{
    ImageSize = new(64, 64),
    AdditionalProperties = new() { [ImageProperties.Seed] = 1 },
};
try
{
    ImageGenerationResponse response = await generator.GenerateAsync(
        new ImageGenerationRequest(args is [var words, ..] ? words : "a cat"),
        options
    );
    await File.WriteAllBytesAsync("observed.png", ((DataContent)response.Contents[0]).Data.ToArray());
    return 0;
}
catch (HippogriffException problem) // a sentence for people; the span and the log have it too
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
