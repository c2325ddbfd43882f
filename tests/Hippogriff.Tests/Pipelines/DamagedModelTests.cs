using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Pipelines;
using Hippogriff.Story;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Story;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

public sealed class DamagedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => _folder.In("tiny");

    public DamagedModelTests()
    {
        using NetworkModel model = TinyModel.Create(latent: true);
        PipelineLoader.Save(Model, model, TinyNetworks.Config("u_net", 4), ScalarType.Float16);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("denoiser/config.json", "{}")]
    [InlineData("denoiser/config.json", "null")]
    [InlineData("denoiser/config.json", "[]")]
    [InlineData("denoiser/config.json", "{\"u_net\": null}")]
    [InlineData("denoiser/config.json", "{\"u_net\": {}}")]
    [InlineData("denoiser/config.json", "\"\\ud800\"")]
    [InlineData("vae/config.json", "{\"latent\": 4, \"widths\": null}")]
    [InlineData("vae/config.json", "{\"latent\": 4, \"widths\": [null]}")]
    [InlineData("vae/config.json", "{\"latent\": 4, \"widths\": []}")]
    [InlineData("vae/config.json", "{\"latent\": 4, \"widths\": [16, 16], \"upscale\": 0}")]
    [InlineData("text_encoder/config.json", "{\"vocabulary\": -1}")]
    [InlineData("model_index.json", "{\"_class_name\": \"\\udc00\"}")]
    [InlineData("model_index.json", "{\"_class_name\": 7}")]
    [InlineData("model_index.json", "{\"_class_name\": null}")]
    [InlineData("model_index.json", "[1]")]
    [InlineData("model_index.json", "{\"_class_name\": \"HippogriffPipeline\"}")]
    [InlineData("model_index.json", "")]
    public void A_damaged_file_of_settings_is_a_sentence_for_those_who_list_and_those_who_load(
        string file,
        string content
    )
    {
        File.WriteAllText(Path.Combine(Model, file), content);
        ModelFolder folder = ModelFolder.At(Model);
        Assert.Throws<HippogriffException>(() => ModelFacts.Read(folder));
        Assert.Throws<HippogriffException>(() => PipelineLoader.Load(folder));
    }

    [Theory]
    [InlineData("denoiser/config.json", "u_net.stem", "0")]
    [InlineData("denoiser/config.json", "u_net.widths", "[0, 0]")]
    [InlineData("model_index.json", "defaults.width", "0")]
    [InlineData("model_index.json", "defaults.width", "2147483647")]
    [InlineData("model_index.json", "defaults.height", "17")]
    [InlineData("model_index.json", "defaults.steps", "-3")]
    [InlineData("model_index.json", "defaults.guidance", "1e300")]
    [InlineData("model_index.json", "defaults.sampler", "null")]
    [InlineData("model_index.json", "defaults", "null")]
    [InlineData("model_index.json", "prediction", "99")]
    public void A_number_that_cannot_be_is_refused_before_it_is_used(string file, string name, string value)
    {
        Change(file, name, value);
        Assert.Throws<HippogriffException>(() => ModelFacts.Read(ModelFolder.At(Model)));
        Assert.Throws<HippogriffException>(() => PipelineLoader.Load(Model));
    }

    [Theory]
    [InlineData("denoiser/config.json", "u_net.widths", "[4096, 4096]")]
    [InlineData("denoiser/config.json", "u_net.depth", "400")]
    [InlineData("denoiser/config.json", "u_net.blocks", "500")]
    [InlineData("vae/config.json", "widths", "[4096, 4096]")]
    [InlineData("text_encoder/config.json", "depth", "500")]
    [InlineData("text_encoder/config.json", "length", "4096")]
    public void Settings_that_ask_for_more_than_the_weights_hold_are_refused_before_a_network_is_built(
        string file,
        string name,
        string value
    )
    {
        Change(file, name, value);
        HippogriffException error = Assert.Throws<HippogriffException>(() => PipelineLoader.Load(Model));
        Assert.Contains(file.Replace('/', Path.DirectorySeparatorChar), error.Message);
        Assert.Contains("safetensors", error.Message);
        Assert.Contains("do not belong together", error.Message);
    }

    [Fact]
    public void A_story_that_asks_for_more_than_its_weights_hold_is_refused_too()
    {
        string folder = _folder.In("story");
        TinyStory.Save(folder).Dispose();
        string path = Path.Combine(folder, "story.json");
        string good = File.ReadAllText(path);
        foreach ((string name, string value) in new[] { ("width", "4096"), ("depth", "64"), ("kinds", "1000000") })
        {
            JsonNode index = JsonNode.Parse(good)!;
            index["config"]![name] = JsonNode.Parse(value);
            File.WriteAllText(path, index.ToJsonString());
            Assert.Contains(
                "do not belong together",
                Assert.Throws<HippogriffException>(() => StoryFolder.Load(folder)).Message
            );
        }
        foreach (
            string damaged in new[]
            {
                "{}",
                "null",
                "[]",
                good.Replace("\"terms\"", "\"term\""),
                good.Replace("\"composed\"", "null"),
                good.Replace("\"uniform\"", "1"),
                good.Replace("\"composed\"", "\"\\ud800\""),
            }
        )
        {
            File.WriteAllText(path, damaged);
            Assert.Throws<HippogriffException>(() => StoryFolder.Load(folder));
        }
        File.WriteAllText(path, good);
        File.WriteAllText(Path.Combine(folder, "words.txt"), "gold\nsto\u001blen\n", Encoding.UTF8);
        Assert.DoesNotContain('\u001b', Assert.Throws<HippogriffException>(() => StoryFolder.Load(folder)).Message);
    }

    private void Change(string file, string name, string value)
    {
        string path = Path.Combine(Model, file);
        JsonNode root = JsonNode.Parse(File.ReadAllText(path))!,
            at = root;
        string[] parts = name.Split('.');
        foreach (string part in parts[..^1])
            at = at[part]!;
        at[parts[^1]] = JsonNode.Parse(value);
        File.WriteAllText(path, root.ToJsonString(new JsonSerializerOptions()));
    }
}
