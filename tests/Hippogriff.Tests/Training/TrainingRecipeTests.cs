using System.Text.Json.Nodes;
using Hippogriff.Tests.House;
using Hippogriff.Training;
using Hippogriff.Training.Recipes;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public class TrainingRecipeTests
{
    [Fact]
    public void A_recipe_comes_back_from_its_own_json()
    {
        foreach (bool latent in new[] { true, false })
        {
            TrainingRecipe recipe = TinyRecipe.Create(latent);
            TrainingRecipe again = TrainingRecipe.Parse(recipe.ToJson(), "r");
            Assert.Equal(recipe.ToJson(), again.ToJson());
            Assert.Equal(
                (recipe.LearningRateSchedule, recipe.Objective, recipe.Defaults, recipe.Seed),
                (again.LearningRateSchedule, again.Objective, again.Defaults, again.Seed)
            );
        }
    }

    [Fact]
    public void Every_recipe_of_the_repository_can_be_read()
    {
        string[] files =
        [
            .. new[] { "recipes", "recipes/designs", "recipes/own", "recipes/parts" }.SelectMany(folder =>
                Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.json")
            ),
        ];
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            TrainingRecipe recipe = TrainingRecipe.Load(file);
            Assert.True(recipe.World is null || File.Exists(recipe.World), $"{file} names a world that is not there");
        }
    }

    [Fact]
    public void Comments_and_last_commas_are_allowed_and_a_world_lies_beside_its_recipe()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write(
            "a/r.json",
            TinyRecipe
                .Create()
                .ToJson()
                .Replace(
                    "\"size\": 16,",
                    "// small\n \"size\": 16, \"world\": \"../worlds/w.json\",",
                    StringComparison.Ordinal
                )
                .Replace("\n}\n", ",\n}\n", StringComparison.Ordinal)
        );
        Assert.Equal(folder.In("worlds/w.json"), TrainingRecipe.Load(file).World);
    }

    /// <summary>Path in the recipe, what is written there, and what the sentence has to name.</summary>
    public static TheoryData<string, string, string[]> Refused =>
        new()
        {
            { "colour", "1", ["colour"] },
            { "pace.speed", "1", ["speed"] },
            { "network.u_net.colour", "1", ["colour"] },
            { "name", "null", ["name"] },
            { "defaults", "null", ["defaults"] },
            { "network.transformer", """{"channels":4,"patch":1,"text_width":16}""", ["exactly one"] },
            { "network.u_net", "null", ["exactly one"] },
            { "batch_size", "0", ["batch_size", "0", "4096"] },
            { "batch_size", "\"many\"", ["batch_size"] },
            { "size", "4", ["size", "4", "8", "1024"] },
            { "size", "20", ["size", "20", "16"] },
            { "precision", "\"float8\"", ["float8", "bfloat16"] },
            { "objective.caption_dropout", "1.5", ["caption_dropout", "1.5"] },
            { "objective.prediction", "\"epsilon\"", ["prediction", "epsilon", "sample", "flow"] },
            { "objective.prediction", "\"sideways\"", ["prediction"] },
            { "objective.max_weight", "0", ["max_weight"] },
            { "objective.logit_std", "-1", ["logit_std"] },
            { "autoencoder.share", "1", ["autoencoder.share", "1", "0.9"] },
            { "autoencoder.batch_size", "0", ["autoencoder.batch_size"] },
            { "autoencoder.learning_rate", "-1", ["autoencoder.learning_rate"] },
            { "autoencoder.hold", "1", ["autoencoder.hold", "autoencoder.tune"] },
            { "autoencoder.keep_code", "true", ["autoencoder.keep_code", "autoencoder.tune"] },
            { "autoencoder.config.upscale", "0", ["upscale", "0"] },
            { "autoencoder.look_share", "1.5", ["autoencoder.look_share", "1.5"] },
            { "autoencoder.config.widths", "[]", ["widths"] },
            { "autoencoder.config.widths", "[16, 0]", ["widths"] },
            { "autoencoder.config.latent", "0", ["latent"] },
            { "autoencoder.config.latent", "5", ["channels", "4", "5"] },
            { "network.u_net.channels", "3", ["channels", "3", "4"] },
            { "network.u_net.widths", "[]", ["widths"] },
            { "network.u_net.widths", "[16, 30]", ["30"] },
            { "network.u_net.text_width", "12", ["text_width", "12", "16"] },
            { "network.u_net.depth", "-1", ["depth"] },
            { "text.width", "0", ["text.width"] },
            { "text.length", "0", ["text.length"] },
            { "text.depth", "-1", ["text.depth"] },
            { "pace.learning_rate", "0", ["learning_rate"] },
            { "pace.learning_rate", "-0.1", ["learning_rate"] },
            { "pace.warmup_steps", "-5", ["warmup_steps"] },
            { "pace.average_share", "0.5", ["average_share"] },
            { "defaults.sampler", "\"magic\"", ["magic", "euler"] },
            { "defaults.schedule", "\"magic\"", ["magic", "karras"] },
            { "defaults.steps", "0", ["steps"] },
            { "defaults.width", "24", ["width", "24", "16"] },
            { "defaults.guidance", "-1", ["guidance"] },
            { "sheet_minutes", "-1", ["sheet_minutes"] },
            { "objective.align_weight", "0.5", ["align_weight", "judge"] },
            { "autoencoder.feature_weight", "0.5", ["feature_weight", "judge"] },
            { "autoencoder.edge_weight", "-1", ["edge_weight"] },
            { "autoencoder.config.finish", "257", ["finish", "256"] },
        };

    [Theory, MemberData(nameof(Refused))]
    public void A_bad_value_is_refused_in_one_sentence_that_names_it(string path, string value, string[] named)
    {
        JsonNode recipe = JsonNode.Parse(TinyRecipe.Create().ToJson())!;
        string[] steps = path.Split('.');
        JsonNode place = recipe;
        foreach (string step in steps[..^1])
            place = place[step]!;
        place[steps[^1]] = JsonNode.Parse(value);
        Assert.DoesNotContain(". ", Refuse(recipe.ToJsonString(), named), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not json")]
    public void What_is_no_recipe_at_all_is_refused_in_one_sentence(string json) => Refuse(json, "'r.json'");

    [Fact]
    public void A_recipe_file_that_is_not_there_is_named()
    {
        string sentence = Assert.Throws<HippogriffException>(() => TrainingRecipe.Load("no/such/recipe.json")).Message;
        Assert.Contains("no/such/recipe.json", sentence, StringComparison.Ordinal);
    }

    /// <summary>
    /// The command line changes the size of a good recipe: that is looked at before a folder is made.
    /// </summary>
    [Fact]
    public void A_run_with_a_size_that_does_not_divide_is_refused_before_anything_is_written()
    {
        using TemporaryFolder folder = new();
        TrainingRecipe recipe = TinyRecipe.Create() with { Size = 40 };
        string sentence = Assert
            .Throws<HippogriffException>(() =>
                TrainingRun.Begin(recipe, new ColourSource(40), folder.In("run"), CPU, new Watcher())
            )
            .Message;
        Assert.Contains("40", sentence, StringComparison.Ordinal);
        Assert.Contains("16", sentence, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.In("run")));
    }

    private static string Refuse(string json, params string[] named)
    {
        string sentence = Assert.Throws<HippogriffException>(() => TrainingRecipe.Parse(json, "r.json")).Message;
        Assert.All(named, word => Assert.Contains(word, sentence, StringComparison.Ordinal));
        Assert.Contains("r.json", sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.DoesNotContain("Hippogriff.", sentence, StringComparison.Ordinal); // no names of types
        return sentence;
    }
}
