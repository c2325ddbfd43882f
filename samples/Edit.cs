#:project ../src/Hippogriff.Extensions.AI/Hippogriff.Extensions.AI.csproj
// Draws a picture, then paints a part of it anew: dotnet run -c Release samples/Edit.cs "a red apple on a table" "a
// pizza on a table". Writes before.png, mask.png and after.png.
using Hippogriff;
using Hippogriff.Extensions.AI;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Microsoft.Extensions.AI;

(string first, string second) = args is [var one, var two, ..]
    ? (one, two)
    : ("a red apple on a table", "a pizza on a table");
try
{
    await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync();
    using HippogriffImageGenerator generator = new(pipeline);
    DataContent before = await Draw(new ImageGenerationRequest(first), new() { [ImageProperties.Seed] = 1 });

    MaskImage mask = Disc(pipeline.Defaults.Width, pipeline.Defaults.Height);
    DataContent after = await Draw(
        new ImageGenerationRequest(second, [before]), // an original picture: it is edited instead of drawn from nothing
        new()
        {
            [ImageProperties.Seed] = 2,
            [ImageProperties.Mask] = mask,
            [ImageProperties.MaskBlur] = 1,
            [ImageProperties.Strength] = 0.95,
        }
    );

    await File.WriteAllBytesAsync("before.png", before.Data.ToArray());
    PngFile.Write("mask.png", mask.ToImage());
    await File.WriteAllBytesAsync("after.png", after.Data.ToArray());
    RgbImage a = ImageFile.Read("before.png"),
        b = ImageFile.Read("after.png");
    int kept = Enumerable
        .Range(0, a.Width * a.Height)
        .Count(i => a.Pixels.AsSpan(i * 3, 3).SequenceEqual(b.Pixels.AsSpan(i * 3, 3)));
    Console.WriteLine($"{kept} of {a.Width * a.Height} pixels are what they were");
    return 0;

    async Task<DataContent> Draw(ImageGenerationRequest request, AdditionalPropertiesDictionary properties) =>
        (DataContent)
            (
                await generator.GenerateAsync(request, new ImageGenerationOptions { AdditionalProperties = properties })
            ).Contents[0];
}
catch (HippogriffException problem) // a sentence for people
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

/// <summary>White in a disc above the middle: there it is painted anew.</summary>
static MaskImage Disc(int width, int height)
{
    byte[] values = new byte[width * height];
    for (int i = 0; i < values.Length; i++)
    {
        double x = (i % width + 0.5) / width - 0.5,
            y = (i / width + 0.5) / height - 0.42;
        values[i] = x * x + y * y < 0.4 * 0.4 ? (byte)255 : (byte)0;
    }
    return new MaskImage(width, height, values);
}
