using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Studio;

public class PromptReaderTests
{
    [Fact]
    public void The_words_of_a_model_are_read_again_only_when_its_files_were_replaced()
    {
        using TemporaryFolder folder = new();
        string index = folder.Write("pets/model_index.json", "{}");
        Pets source = new(ModelFolder.At(Path.GetDirectoryName(index)!));
        PromptReader reader = new(source, new LoraCatalogue(new StudioOptions { Data = folder.Path }));

        ModelWords? first = reader.WordsOf("pets");
        Assert.NotNull(first);
        Assert.Same(first, reader.WordsOf(null));
        Assert.Equal(["zeppelin"], reader.Of(new JobRequest { Prompt = "cat zeppelin", Guidance = 2 })!.Prompt.Unknown);
        Assert.Equal(1, source.Readings);

        File.SetLastWriteTimeUtc(index, DateTime.UtcNow.AddHours(1));
        Assert.NotSame(first, reader.WordsOf("pets"));
        Assert.Equal(2, source.Readings);
    }

    /// <summary>A source with one model in a folder, which counts how often its words are read.</summary>
    private sealed class Pets(ModelFolder files) : IModelSource
    {
        public int Readings { get; private set; }

        public IReadOnlyList<ListedModel> List() => [Find()];

        public ListedModel Find(string? name = null) => new("pets") { Files = files, IsDefault = true };

        public ModelWords WordsOf(ListedModel model)
        {
            Readings++;
            return new ModelWords(new Vocabulary([Vocabulary.Padding, Vocabulary.Unknown, "cat"]), most: 9);
        }

        public ModelFacts Facts(ListedModel model) => throw new NotSupportedException();

        public Task<string> HashAsync(ListedModel model, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<DiffusionPipeline> OpenAsync(
            ListedModel model,
            LoadOptions? options = null,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();
    }
}
