using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Mcp;
using Hippogriff.Studio.Apis.OpenAi;
using Hippogriff.Studio.Apis.Sd;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Tests.Cli;
using Hippogriff.Tests.House;
using Hippogriff.Tests.Studio;

namespace Hippogriff.Tests.Fields;

/// <summary>
/// Every option of a drawing can be said at every door, and what is out of range is refused there in the same sentence.
/// A new field is among these tests by being in the table.
/// </summary>
public sealed class FieldDoorTests
{
    [Fact]
    public void Every_property_of_the_options_is_a_field_and_has_the_field_s_name() =>
        Assert.Equal(
            typeof(GenerationOptions).GetProperties().Select(property => property.Name),
            GenerationFields.All.Select(field => field.Property)
        );

    [Theory, MemberData(nameof(FieldSamples.Names), MemberType = typeof(FieldSamples))]
    public async Task The_command_line(string property)
    {
        GenerationField field = FieldSamples.Field(property);
        using CommandRun run = new();
        File.WriteAllText(run.PathTo("dog.safetensors"), "only its hash is asked for");
        string code = FieldSamples.Text(FieldSamples.Good(field));
        Assert.Equal(0, await run.RunAsync(Line(run, field, code)));
        GenerationOptions drawn = Assert.Single(run.Pipeline.Requests);
        if (field == GenerationFields.Loras)
            Assert.Equal(0.5, Assert.Single(drawn.Loras!).Weight);
        else
            FieldSamples.AssertHolds(field, drawn);

        Assert.Equal(2, await run.RunAsync(Line(run, field, FieldSamples.Text(FieldSamples.Bad(field)))));
        if (field.Kind != FieldKind.Loras) // what the file is called stands in that sentence
            Assert.Contains(FieldSamples.Sentence(field).TrimEnd('.'), run.Error, StringComparison.Ordinal);
    }

    private static string[] Line(CommandRun run, GenerationField field, string value)
    {
        string picture = run.PathTo("source.png"),
            mask = run.PathTo("mask.png");
        PngFile.Write(picture, FakePipeline.Plain(16, 16, 90));
        PngFile.Write(mask, FakePipeline.Plain(16, 16, 255));
        string[] pictured = ["denoise", picture, "--mask", mask];
        return field.Property switch
        {
            nameof(GenerationOptions.Prompt) => ["generate", value],
            nameof(GenerationOptions.Width) => ["generate", "x", "--size", $"{value}x16"],
            nameof(GenerationOptions.Height) => ["generate", "x", "--size", $"16x{value}"],
            nameof(GenerationOptions.Loras) => ["generate", "x", field.OptionName!, run.PathTo(value)],
            nameof(GenerationOptions.SourceFit) or nameof(GenerationOptions.Strength) =>
            [
                .. pictured,
                field.OptionName!,
                value,
            ],
            nameof(GenerationOptions.MaskBlur) => [.. pictured, field.OptionName!, value],
            _ => ["generate", "x", field.OptionName!, value],
        };
    }

    [Theory, MemberData(nameof(FieldSamples.Names), MemberType = typeof(FieldSamples))]
    public async Task Our_own_HTTP_API(string property)
    {
        GenerationField field = FieldSamples.Field(property);
        FieldSamples.AssertHolds(field, Order(FieldSamples.Good(field)));
        await using QueueFixture studio = new();
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(async () =>
            await studio.Queue.EnqueueAsync(Order(FieldSamples.Bad(field)), "me")
        );
        Assert.Equal(FieldSamples.Sentence(field), refused.Message);

        JobRequest Order(object value)
        {
            JsonObject body = new() { ["prompt"] = "x" };
            body[field.JsonName] = JsonNode.Parse(FieldSamples.Json(value).GetRawText());
            return body.Deserialize<JobRequest>(ApiJson.Requests)!;
        }
    }

    [Theory, MemberData(nameof(FieldSamples.Names), MemberType = typeof(FieldSamples))]
    public void OpenAI_s_images(string property)
    {
        GenerationField field = FieldSamples.Field(property);
        Assert.Equal(
            ["Prompt", "Count", "Width", "Height"], // prompt, n and size are OpenAI's own
            GenerationFields.All.Except(OpenAiImageRequest.Fields).Select(own => own.Property)
        );
        if (OpenAiImageRequest.Fields.Contains(field))
            Check<OpenAiImageRequest>(field, OpenAiJson.Requests);
    }

    [Theory, MemberData(nameof(FieldSamples.Names), MemberType = typeof(FieldSamples))]
    public void Stable_Diffusion_s_web_UI(string property)
    {
        GenerationField field = FieldSamples.Field(property);
        string[] own = [.. SdJson.Requests.GetTypeInfo(typeof(SdImageRequest)).Properties.Select(p => p.Name)];
        if (SdImageRequest.Fields.Contains(field))
            Check<SdImageRequest>(field, SdJson.Requests);
        else // its own fields, among them those that count pictures; LoRAs are named in the prompt
            Assert.True(
                field == GenerationFields.Count
                    || field == GenerationFields.Loras
                    || own.Intersect([field.SnakeName, .. field.Aliases]).Any(),
                field.Property
            );
    }

    private static void Check<T>(GenerationField field, JsonSerializerOptions json)
        where T : ISaysFields
    {
        FieldSamples.AssertHolds(field, Read(FieldSamples.Good(field)));
        Assert.Equal(
            FieldSamples.Sentence(field),
            Assert.ThrowsAny<HippogriffException>(() => Read(FieldSamples.Bad(field))).Message
        );
        if (field.Kind == FieldKind.Interval)
            FieldSamples.AssertHolds(field, Read(FieldSamples.Text(FieldSamples.Good(field))));

        JobRequest Read(object value)
        {
            JsonObject body = new() { [field.SnakeName] = JsonNode.Parse(FieldSamples.Json(value).GetRawText()) };
            JobRequest order = body.Deserialize<T>(json)!.Over(new JobRequest { Prompt = "x" });
            GenerationFields.Require(order); // as the queue does with every job
            return order;
        }
    }

    [Theory, MemberData(nameof(FieldSamples.Names), MemberType = typeof(FieldSamples))]
    public void The_forms_of_the_studio(string property)
    {
        string name = property == "GuidanceInterval" ? "GuidanceBetween" : property; // it is typed as a text
        Assert.NotNull(typeof(DrawingForm).GetProperty(name));
        Assert.Contains(
            Repository.Pages("src/Hippogriff.Studio/Pages"),
            page =>
                page.EndsWith(".razor", StringComparison.Ordinal)
                && Regex.IsMatch(
                    File.ReadAllText(Path.Combine(Repository.Root, page)),
                    $@"\b(Form|Create|FromPicture)\.{name}\b"
                )
        );
    }

    [Theory, MemberData(nameof(FieldSamples.Names), MemberType = typeof(FieldSamples))]
    public void The_tool_of_MCP(string property)
    {
        GenerationField field = FieldSamples.Field(property);
        string[] ofPictures = ["SourceFit", "Strength", "MaskBlur"]; // no picture comes with a call
        if (ofPictures.Contains(property))
            return;
        object good = field == GenerationFields.Count ? 4 : FieldSamples.Good(field); // it draws four at most
        Assert.Equal(
            JsonSerializer.Serialize(good),
            JsonSerializer.Serialize(field.Get(ToolArguments.Read(Call(good))))
        );
        Said.InOrder(
            field == GenerationFields.Count ? "count 0 ... 1 and 4" : FieldSamples.Sentence(field),
            Assert.Throws<HippogriffException>(() => ToolArguments.Read(Call(FieldSamples.Bad(field)))).Message
        );
        JsonElement told = ToolArguments.Schema().GetProperty("properties").GetProperty(field.SnakeName);
        Assert.Contains(field.Help, told.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(field.Minimum is not null, told.TryGetProperty("minimum", out _));

        Dictionary<string, JsonElement> Call(object value) =>
            new() { ["prompt"] = FieldSamples.Json("x"), [field.SnakeName] = FieldSamples.Json(value) };
    }
}
