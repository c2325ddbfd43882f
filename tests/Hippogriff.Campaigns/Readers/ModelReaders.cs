using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Meanings;
using Hippogriff.Pipelines;
using Hippogriff.Story;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Campaigns.Readers;

/// <summary>Folders that hold models: pictures, stories, judges.</summary>
internal static class ModelReaders
{
    public static IReadOnlyList<Reader> All { get; } =
    [
        new(
            "model-configs",
            "the small files of a model folder: what the studio reads for its lists",
            20,
            bench =>
            {
                string folder = bench.Fresh("model");
                SmallModel.Save(folder);
                foreach (string weights in Directory.GetFiles(folder, "*.safetensors", SearchOption.AllDirectories))
                    File.Delete(weights);
                FileSet files = new(folder);
                return new Reading(
                    files.Next,
                    input =>
                    {
                        files.Put(input);
                        ModelFacts facts = ModelFacts.Read(ModelFolder.At(folder));
                        if (facts.SizeMultiple < 1)
                            throw new BrokenRule("size multiple", $"{facts.SizeMultiple}");
                        _ = facts.Prepare(new GenerationRequest { Prompt = "a red square" });
                    }
                );
            }
        ),
        new(
            "model-folder",
            "whole model folders: loaded, and one in four draws",
            2,
            bench =>
            {
                string folder = bench.Fresh("model");
                SmallModel.Save(folder);
                FileSet files = new(folder);
                return new Reading(
                    files.Next,
                    input =>
                    {
                        files.Put(input);
                        using NetworkModel model = PipelineLoader.Load(ModelFolder.At(folder));
                        if (input.Length % 4 != 0)
                            return;
                        GenerationSettings settings = RequestCheck.Resolve(
                            new GenerationRequest
                            {
                                Prompt = "a red square",
                                Steps = 2,
                                Width = 16,
                                Height = 16,
                            },
                            model,
                            () => 1
                        );
                        _ = TextToImage.Draw(model, settings, 1);
                    }
                );
            }
        )
        {
            Native = true,
            Base = 24 << 20,
            Milliseconds = 2_000,
        },
        new(
            "meanings",
            "small tables of meanings: read, and a word looked up",
            10,
            bench =>
            {
                string folder = bench.Fresh("meanings");
                SmallMeanings.Save(folder);
                FileSet files = new(folder);
                return new Reading(
                    files.Next,
                    input =>
                    {
                        files.Put(input);
                        _ = MeaningTables.Load(folder).LookUp("two foxes");
                    }
                );
            }
        )
        {
            Native = true,
        },
        new(
            "story-folder",
            "story models: loaded",
            6,
            bench =>
            {
                string folder = bench.Fresh("story");
                StoryTerms terms = new(["composed"], ["drama"], ["France"]);
                WordList words = new(["a", "clown", "fish", "father", "finds", "his"]);
                StoryIndex index = new(
                    new StoryConfig(
                        words.Count,
                        terms.Count,
                        Length: 8,
                        Width: 16,
                        Depth: 1,
                        HeadWidth: 8,
                        Kinds: 32,
                        PieceWidth: 8
                    ),
                    terms
                );
                using (StoryNetwork network = SmallModel.Seeded(new StoryNetwork(index.Config, words)))
                    StoryFolder.Save(folder, index, words, network);
                FileSet files = new(folder);
                return new Reading(
                    files.Next,
                    input =>
                    {
                        files.Put(input);
                        using StoryModel model = StoryFolder.Load(folder);
                    }
                );
            }
        )
        {
            Native = true,
            Base = 24 << 20,
            Milliseconds = 2_000,
        },
        new(
            "judge-folder",
            "judges: opened",
            4,
            bench =>
            {
                string folder = bench.Fresh("judge");
                SceneWorld world = SceneWorld.First;
                JudgeLabels labels = JudgeLabels.Of(world);
                using (JudgeNetwork network = SmallModel.Seeded(new JudgeNetwork(labels, 8)))
                    JudgeFolder.Save(
                        folder,
                        network,
                        new JudgeFolder.Card(labels, 8, world.PictureSize, 0.5, 1, 1, JudgeFolder.Making)
                    );
                FileSet files = new(folder);
                return new Reading(
                    files.Next,
                    input =>
                    {
                        files.Put(input);
                        using Judge judge = JudgeFolder.Open(world, folder, CPU);
                    }
                );
            }
        )
        {
            Native = true,
            Base = 24 << 20,
            Milliseconds = 2_000,
        },
    ];
}
