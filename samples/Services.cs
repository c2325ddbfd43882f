#:project ../src/Hippogriff.Extensions.AI/Hippogriff.Extensions.AI.csproj
#:package Microsoft.Extensions.DependencyInjection
// One model for a whole program, behind the interface of Microsoft.Extensions.AI: dotnet run -c Release
// samples/Services.cs "a cat" "a dog"
using Hippogriff;
using Hippogriff.Extensions.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

ServiceCollection services = new();

// what a request may leave open
services.AddHippogriff(options => options.Defaults = options.Defaults with { Steps = 12, NegativePrompt = "night" });

// the model is loaded by the first request and freed with the provider
await using ServiceProvider provider = services.BuildServiceProvider();

IImageGenerator generator = provider.GetRequiredService<IImageGenerator>();
ImageGenerationOptions options = new()
{
    Count = 2,
    MediaType = "image/webp",
    AdditionalProperties = new()
    {
        [ImageProperties.Seed] = 7,
        [ImageProperties.Guidance] = 3.5,
        [ImageProperties.Sampler] = "dpmpp_2m",
    },
};
try
{
    foreach (string prompt in args.DefaultIfEmpty("a cat"))
    {
        ImageGenerationResponse response = await generator.GenerateAsync(new ImageGenerationRequest(prompt), options);
        foreach (DataContent picture in response.Contents.OfType<DataContent>())
        {
            string file = $"{prompt.Replace(' ', '-')}-{picture.AdditionalProperties![ImageProperties.Seed]}.webp";
            await File.WriteAllBytesAsync(file, picture.Data.ToArray());
            Console.WriteLine($"{file}: {picture.MediaType}, {picture.Data.Length} bytes");
        }
    }
    return 0;
}
catch (HippogriffException problem) // a sentence for people
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
