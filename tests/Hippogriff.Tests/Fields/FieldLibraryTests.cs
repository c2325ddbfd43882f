using Hippogriff.Extensions.AI;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Cli;
using Hippogriff.Tests.Pipelines;
using Microsoft.Extensions.AI;

namespace Hippogriff.Tests.Fields;

/// <summary>
/// Every option of a drawing in the library, in Microsoft.Extensions.AI, and in a picture's metadata.
/// </summary>
public sealed class FieldLibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ModelFacts Facts { get; } =
        new(
            "toy",
            new GenerationDefaults
            {
                Steps = 5,
                Sampler = "euler_ancestral", // takes eta
                Schedule = "uniform",
                Guidance = 3,
                Width = 32,
                Height = 32,
                EmbeddedGuidance = 3.5,
            },
            SizeMultiple: 8,
            IsGuidanceDistilled: false
        );

    [Theory, MemberData(nameof(FieldSamples.Names), MemberType = typeof(FieldSamples))]
    public void The_library_refuses_it_in_the_same_sentence(string property)
    {
        GenerationField field = FieldSamples.Field(property);
        GenerationRequest bad;
        try
        {
            bad = field.Set(new GenerationRequest { Prompt = "x" }, FieldSamples.Bad(field));
        }
        catch (HippogriffException at) when (field == SourceFields.SourceFit) // an enum holds no other name
        {
            Assert.Equal(FieldSamples.Sentence(field), at.Message);
            return;
        }
        Assert.Equal(
            FieldSamples.Sentence(field),
            Assert.Throws<HippogriffException>(() => Facts.Prepare(bad)).Message
        );
    }

    [Theory, MemberData(nameof(FieldSamples.Names), MemberType = typeof(FieldSamples))]
    public async Task Microsoft_Extensions_AI_takes_it_as_a_property(string property)
    {
        GenerationField field = FieldSamples.Field(property);
        if (field == GenerationFields.Prompt)
            return; // the request has it
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => new ToyModel());
        FieldSamples.AssertHolds(field, Read(FieldSamples.Good(field)));
        Assert.Equal(
            FieldSamples.Sentence(field),
            Assert.Throws<HippogriffException>(() => Read(FieldSamples.Bad(field))).Message
        );
        foreach (string alias in field.Aliases)
            Assert.Equal(field, GenerationFields.Find(alias));

        GenerationRequest Read(object value) =>
            RequestReader
                .Read(
                    new ImageGenerationRequest("x"),
                    new ImageGenerationOptions { AdditionalProperties = new() { [field.SnakeName] = value } },
                    new HippogriffOptions(),
                    pipeline,
                    raw: null
                )
                .Request;
    }

    [Theory, MemberData(nameof(FieldSamples.Names), MemberType = typeof(FieldSamples))]
    public void A_picture_s_metadata_bring_it_back(string property)
    {
        GenerationField field = FieldSamples.Field(property);
        if (field == GenerationFields.Count || field == SourceFields.SourceFit)
            return; // a picture is one, in the size it has
        File.WriteAllText(_folder.In("dog.safetensors"), "only its hash is asked for");
        object good =
            field == GenerationFields.Loras
                ? new[] { new LoraChoice(_folder.In("dog.safetensors"), 0.5) }
                : FieldSamples.Good(field);
        GenerationRequest request = new()
        {
            Prompt = "x",
            Source = FakePipeline.Plain(16, 16, 90),
            Mask = new MaskImage(16, 16, [.. Enumerable.Repeat((byte)255, 256)]),
        };
        ModelFacts model = Facts with
        {
            ReadsClip = true,
            Input = field == PublicFields.ImageGuidance ? PictureInput.Edit : PictureInput.None,
        };
        GenerationSettings drawn = model.Prepare(field.Set(request, good)).Settings;
        byte[] file = ImageEncoding.Encode(FakePipeline.Plain(drawn.Width, drawn.Height, 1), ImageFormat.Png, drawn);
        GenerationSettings back = ImageMetadata.Read(file).Infotext!.Settings!;
        Assert.Equal(drawn, back);
        if (field == GenerationFields.NoiseSource)
            Assert.Equal("batch-1-of-1", back.NoiseSource); // its place there
        else
            FieldSamples.AssertHolds(field, back.ToOptions());
    }

    [Fact]
    public void Constants_of_the_adapter_are_the_names_of_fields()
    {
        HashSet<string> others = ["batch_size", "mask", "quality", "size", "asked_size", "warnings"];
        Assert.All(
            typeof(ImageProperties).GetFields().Select(constant => (string)constant.GetRawConstantValue()!),
            name => Assert.True(others.Contains(name) || GenerationFields.All.Any(f => f.SnakeName == name), name)
        );
    }
}
