using System.Drawing;
using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Imaging;
using Microsoft.Extensions.AI;

namespace Hippogriff.Tests.Extensions.AI;

public sealed partial class ImageGeneratorTests
{
    [Fact]
    public async Task An_original_picture_is_edited_and_where_the_mask_keeps_it_it_is_kept()
    {
        RgbImage original = PngFileTests.Noise(16, 16);
        byte[] values = new byte[256];
        for (int y = 0; y < 16; y++)
            values.AsSpan(y * 16, 8).Fill(255);
        MaskImage mask = new(16, 16, values);
        byte[] file = PngFile.Encode(mask.ToImage());
        DataContent source = new(PngFile.Encode(original), "image/png");
        foreach (
            object given in new object[]
            {
                mask,
                mask.ToImage(),
                file,
                new ReadOnlyMemory<byte>(file),
                new DataContent(file, "image/png"),
                Convert.ToBase64String(file),
                new DataContent(file, "image/png").Uri,
            }
        )
        {
            ImageGenerationResponse response = await _generator.GenerateAsync(
                new ImageGenerationRequest("cat", [source]),
                new()
                {
                    AdditionalProperties = new()
                    {
                        ["mask"] = given,
                        ["strength"] = 0.8,
                        ["mask_blur"] = 0,
                    },
                }
            );
            GeneratedImage drawn = ((IReadOnlyList<GeneratedImage>)response.RawRepresentation!)[0];
            for (int i = 0; i < 256; i++)
            {
                bool same = original.Pixels.AsSpan(i * 3, 3).SequenceEqual(drawn.Image.Pixels.AsSpan(i * 3, 3));
                Assert.Equal(i % 16 >= 8, same);
            }
            Assert.Equal((0.8, 0), (drawn.Settings.Strength, drawn.Settings.MaskBlur));
        }
        // no original: nothing to edit
        Assert.Null((await Settings(new ImageGenerationRequest("cat", [])))[0].Strength);
    }

    [Fact]
    public async Task An_original_of_any_size_is_brought_to_one_that_the_model_draws()
    {
        DataContent large = new(ImageEncoding.Encode(PngFileTests.Ramp(100, 60), ImageFormat.Jpeg), "image/jpeg");
        Assert.Equal((16, 16), Size((await Settings(new ImageGenerationRequest("cat", [large])))[0]));
        Assert.Equal(
            (32, 8),
            Size((await Settings(new ImageGenerationRequest("cat", [large]), new() { ImageSize = new Size(32, 8) }))[0])
        );

        static (int, int) Size(GenerationSettings settings) => (settings.Width, settings.Height);
    }

    public static TheoryData<string, string[]> Refused =>
        new()
        {
            { "uri", ["data", "Uri"] },
            { "hosted", ["data", "Hosted"] },
            { "gif", ["png, jpeg, webp", "'image/gif'"] },
            { "other model", ["'gpt-image-1'", "toy"] },
            { "no picture", ["pictures", "0", "64"] },
            { "many pictures", ["pictures", "65", "64"] },
            { "no size", ["height", "0", "2048"] },
            { "seed", ["seed", "whole number", "'lucky'"] },
            { "half a seed", ["seed", "whole number", "1.5"] },
            { "steps", ["steps", "9223372036854775807", "1,000"] },
            { "guidance", ["guidance_scale", "a number", "'strong'"] },
            { "no number", ["guidance", "NaN", "50"] },
            { "sampler", ["sampler", "magic", "euler"] },
            { "no text", ["negative_prompt", "a text", "5"] },
            { "twice", ["steps", "num_inference_steps", "one of them"] },
            { "quality", ["quality", "101", "100"] },
            { "mask without original", ["mask", "no source picture"] },
            { "mask that is none", ["mask", "not a picture that can be read"] },
            { "mask of words", ["mask", "base64", "'over there'"] },
            { "mask of another kind", ["mask", "a picture", "a Uri"] },
            { "address", ["DataContent", "UriContent", "nothing is fetched"] },
            { "two originals", ["One original", "2"] },
            { "damaged original", ["original picture", "damaged"] },
            { "long prompt", ["prompt", "2001", "2000"] },
        };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_cannot_be_done_is_refused_in_one_sentence(string what, string[] named)
    {
        DataContent original = new(PngFile.Encode(PngFileTests.Ramp(16, 16)), "image/png");
        ImageGenerationRequest request = what switch
        {
            "address" => new("cat", [new UriContent("https://example.org/cat.png", "image/png")]),
            "two originals" => new("cat", [original, original]),
            "damaged original" => new(
                "cat",
                [new DataContent(PngFile.Encode(PngFileTests.Noise(16, 16)).AsMemory(0, 200), "image/png")]
            ),
            "mask that is none" or "mask of words" or "mask of another kind" => new("cat", [original]),
            "long prompt" => new(new string('a', 2001)),
            _ => new("cat"),
        };
        ImageGenerationOptions options = what switch
        {
            "uri" => new() { ResponseFormat = ImageGenerationResponseFormat.Uri },
            "hosted" => new() { ResponseFormat = ImageGenerationResponseFormat.Hosted },
            "gif" => new() { MediaType = "image/gif" },
            "other model" => new() { ModelId = "gpt-image-1" },
            "no picture" => new() { Count = 0 },
            "many pictures" => new() { Count = 65 },
            "no size" => new() { ImageSize = new Size(16, 0) },
            "seed" => With(("seed", "lucky")),
            "half a seed" => With(("seed", 1.5)),
            "steps" => With(("steps", long.MaxValue)),
            "guidance" => With(("guidance_scale", "strong")),
            "no number" => With(("guidance", double.NaN)),
            "sampler" => With(("sampler", "magic")),
            "no text" => With(("negative_prompt", 5)),
            "twice" => With(("steps", 5), ("num_inference_steps", 6)),
            "quality" => With(("quality", 101)),
            "mask without original" => With(("mask", new MaskImage(1, 1, [255]))),
            "mask that is none" => With(("mask", new byte[] { 1, 2, 3 })),
            "mask of words" => With(("mask", "over there")),
            "mask of another kind" => With(("mask", new Uri("https://example.org"))),
            _ => new(),
        };
        string sentence = (
            await Assert.ThrowsAsync<HippogriffException>(() => _generator.GenerateAsync(request, options))
        ).Message;
        Assert.All(named, word => Assert.Contains(word, sentence, StringComparison.Ordinal));
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.Empty(_model.Passes);
    }
}
