using System.Text;
using Hippogriff.Data.Scenes;
using Hippogriff.Insight.Meaning;
using Hippogriff.Pipelines;
using Hippogriff.Story;
using Hippogriff.Story.Training;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Story;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;
using TorchSharp;

namespace Hippogriff.Tests.Files;

/// <summary>
/// Texts as Windows writes them, CR and LF at the end of a line and a mark of the encoding before the first, are read
/// as the same texts.
/// </summary>
public sealed class LineEndTests : IDisposable
{
    private const string Mark = "\ufeff";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_model_is_the_same()
    {
        string path = _folder.In("tiny");
        using NetworkModel tiny = TinyModel.Create();
        PipelineLoader.Save(path, tiny, TinyNetworks.Config("u_net", 3), torch.ScalarType.Float32);
        foreach (
            string text in Directory
                .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".json" or ".txt")
        )
            Rewrite(text, mark: false);

        using NetworkModel read = PipelineLoader.Load(ModelFolder.At(path));
        Assert.Equal(tiny.Vocabulary.Words, read.Vocabulary.Words);
    }

    [Fact]
    public void A_story_model_is_the_same()
    {
        string path = _folder.In("story");
        TinyStory.Save(path).Dispose();
        Rewrite(Path.Combine(path, "words.txt"), mark: false);
        Rewrite(Path.Combine(path, "story.json"), mark: false);

        using StoryModel read = StoryFolder.Load(path);
        Assert.Equal(TinyStory.Words, read.Words.Shown);
    }

    [Fact]
    public void Recipes_worlds_and_groups_are_the_same()
    {
        string recipe = _folder.Write("recipe.json", Training.TinyRecipe.Create().ToJson());
        string world = _folder.Write("world.json", Read("recipes/worlds/first.json")),
            groups = _folder.Write("groups.json", Read("src/Hippogriff.Insight/Meaning/groups.json"));
        string before = TrainingRecipe.Load(recipe).ToJson();
        (int concepts, int count) = (SceneWorld.Load(world).Concepts.Count, WordGroups.Load(groups).Count);
        foreach (string file in (string[])[recipe, world, groups])
            Rewrite(file);

        Assert.Equal(before, TrainingRecipe.Load(recipe).ToJson());
        Assert.Equal(concepts, SceneWorld.Load(world).Concepts.Count);
        Assert.Equal(count, WordGroups.Load(groups).Count);
    }

    [Fact]
    public void Plots_and_loss_curves_are_the_same()
    {
        string plots = _folder.Write(
            "plots.jsonl",
            "{\"text\":\"A clown fish finds his father again.\"}\n\n{\"text\":\"A young girl saves the day.\"}\n"
        );
        string losses = _folder.Write(
            "loss.csv",
            "step,pictures,seconds,loss,smooth_loss,gradient_norm,learning_rate,pictures_per_second\n1,4,0.1,0.5,0.5,1,0.001,40\n2,8,0.2,0.4,0.45,1,0.001,40.5\n"
        );
        (string[][] words, LossRow[] rows) = (
            [.. FilmPlots.Read(plots).Select(plot => plot.Words.ToArray())],
            [.. LossRow.Read(losses)]
        );
        Rewrite(plots);
        Rewrite(losses);

        Assert.Equal(words, FilmPlots.Read(plots).Select(plot => plot.Words.ToArray()));
        Assert.Equal(2, rows.Length);
        Assert.Equal(rows, LossRow.Read(losses));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(House.Repository.Root, path));

    private static void Rewrite(string file, bool mark = true) =>
        File.WriteAllBytes(
            file,
            Encoding.UTF8.GetBytes((mark ? Mark : "") + File.ReadAllText(file).ReplaceLineEndings("\r\n"))
        );
}
