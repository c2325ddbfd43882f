using Hippogriff.Data.Scenes;
using Hippogriff.Essay.Measuring;
using Hippogriff.Evaluation;
using Hippogriff.Pipelines;
using Hippogriff.Story;
using Hippogriff.Story.Training;
using Hippogriff.Tests.House;
using Hippogriff.Tests.Pipelines;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Essay;

/// <summary>
/// A picture model and a story model that know the words of the shipped ones, with random weights. The judge is the
/// shipped one: it is not asked about itself.
/// </summary>
internal sealed class RandomModels : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RandomModels()
    {
        Pictures = TinyModel.Knowing(
            [.. File.ReadLines(PathTo("models/first/tokenizer/vocab.txt")).Where(word => !word.StartsWith('<'))],
            24
        );
        Judge = JudgeFolder.Open(SceneWorld.First, PathTo("models/judge"), CPU);
        StoryTerms terms = new(
            FilmPlots.Styles,
            PlotGrammar.Genres,
            [.. PlotCountry.All.Select(country => country.Name)]
        );
        WordList words = new(File.ReadLines(PathTo("models/story/words.txt")));
        StoryConfig config = new(words.Count, terms.Count, 40, 32, 2, 16, 64, 8);
        using (StoryNetwork network = new(config, words))
        {
            network.Begin(3);
            StoryFolder.Save(_folder.Path, new StoryIndex(config, terms, new StoryDefaults(6, 2)), words, network);
        }
        Story = StoryFolder.Load(_folder.Path);
    }

    public NetworkModel Pictures { get; }

    public Judge Judge { get; }

    public StoryModel Story { get; }

    /// <summary>Folder of the story model.</summary>
    public string StoryPath => _folder.Path;

    public EssayModels Models => new(Pictures, Judge, Story);

    public void Dispose()
    {
        Pictures.Dispose();
        Judge.Dispose();
        Story.Dispose();
        _folder.Dispose();
    }

    public static string PathTo(string name) => Path.Combine(Repository.Root, name);
}
