using System.Text;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Mutators;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Scenes;
using Hippogriff.Data.Zips;
using Hippogriff.Insight.Meaning;
using Hippogriff.Insight.Spread;
using Hippogriff.Models.Hourglass;
using Hippogriff.Models.Transformer;
using Hippogriff.Models.UNet;
using Hippogriff.Training.Adapters;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;

namespace Hippogriff.Campaigns.Readers;

/// <summary>What one trains on and with: captions, zips, recipes, worlds, logs.</summary>
internal static class DataReaders
{
    private static readonly byte[] s_row = "{\"file_name\":\"p0.png\",\"text\":\"a red square\"}"u8.ToArray(),
        s_other = "{\"file\":\"p1.png\",\"caption\":\"a blue square\"}"u8.ToArray();

    public static IReadOnlyList<Reader> All { get; } =
    [
        new(
            "recipes",
            "recipes of trainings",
            60,
            bench =>
                Json(Bench.Corpus("recipes", ".json").Where(IsRecipe), text => _ = TrainingRecipe.Parse(text, "x.json"))
        ),
        new(
            "recipes-built",
            "recipes of trainings, and the networks that they describe",
            1,
            bench =>
                Json(
                    Bench.Corpus("recipes/own", ".json").Take(1),
                    text =>
                    {
                        TrainingRecipe recipe = TrainingRecipe.Parse(text, "x.json");
                        if (Weight(recipe) < 40_000_000)
                            recipe.Network.Build().Dispose();
                    }
                )
        )
        {
            Native = true,
            Base = 512 << 20,
            Milliseconds = 5_000,
        },
        new(
            "worlds",
            "world files",
            25,
            bench => Json(Bench.Corpus("recipes/worlds", ".json"), text => _ = SceneWorld.Parse(text, "x.json"))
        ),
        new(
            "groups",
            "groups of words for maps",
            60,
            bench => Json(Bench.Corpus("insight", "groups.json"), text => _ = WordGroups.Parse(text, "x.json"))
        ),
        new(
            "ladders",
            "ladders of prompts",
            60,
            bench => Json(Bench.Corpus("insight", "ladders.json"), text => _ = LadderExperiment.Parse(text, "x.json"))
        ),
        new(
            "training-log",
            "training_log.json",
            40,
            bench =>
            {
                JsonChanges logs = new(Bench.Corpus("models", TrainingLog.FileName));
                return new Reading(
                    logs.Next,
                    bytes =>
                    {
                        bench.Put(TrainingLog.FileName, bytes);
                        _ = TrainingLog.Of(bench.Folder).Pictures;
                    }
                );
            }
        ),
        new("metadata.jsonl", "captions in metadata.jsonl", 60, bench => Index(bench, "metadata.jsonl")),
        new(
            "metadata.csv",
            "captions in metadata.csv",
            60,
            bench =>
            {
                byte[][] good =
                [
                    "file_name,text\np0.png,a red square\n\"p1.png\",\"a \"\"blue\"\" square, really\"\n"u8.ToArray(),
                    "file_name;text\np0.png;a\n"u8.ToArray(),
                ];
                string folder = bench.Fresh("data");
                File.WriteAllBytes(Path.Combine(folder, "p0.png"), PictureReaders.Png());
                return new Reading(
                    dice => TextChanges.Of(good, dice),
                    bytes =>
                    {
                        File.WriteAllBytes(Path.Combine(folder, "metadata.csv"), bytes);
                        _ = CaptionIndex.Read(folder, (_, _) => { });
                    }
                );
            }
        ),
        new(
            "plans",
            "the plan of a LoRA's training",
            40,
            bench =>
            {
                IRunPlan<AdapterPlan> plan = new AdapterPlan(
                    "pug",
                    "small",
                    "0123456789",
                    2,
                    AdapterPlan.DefaultLearningRateSchedule
                );
                string path = Path.Combine(bench.Folder, AdapterPlan.FileName);
                File.WriteAllBytes(path, plan.WritePlan());
                JsonChanges plans = new([File.ReadAllBytes(path)]);
                return new Reading(
                    plans.Next,
                    bytes =>
                    {
                        File.WriteAllBytes(path, bytes);
                        _ = RunFolder<AdapterPlan>.PlanOf(bench.Folder);
                    }
                );
            }
        ),
        new("captions.jsonl", "captions in captions.jsonl", 60, bench => Index(bench, "captions.jsonl")),
        new(
            "caption-txt",
            "captions in .txt files",
            60,
            bench =>
            {
                byte[][] good =
                [
                    "a red square\na square that is red\n"u8.ToArray(),
                    "tag, tag two, \u732b"u8.ToArray(),
                ];
                string folder = bench.Fresh("data");
                File.WriteAllBytes(Path.Combine(folder, "p0.png"), PictureReaders.Png());
                return new Reading(
                    dice => TextChanges.Of(good, dice),
                    bytes =>
                    {
                        File.WriteAllBytes(Path.Combine(folder, "p0.txt"), bytes);
                        foreach (CaptionedFile file in CaptionIndex.Read(folder, (_, _) => { }))
                            if (file.Captions.Any(caption => caption.Length == 0))
                                throw new BrokenRule("an empty caption", file.Path);
                    }
                );
            }
        ),
        new(
            "zip",
            "zips of captioned pictures, unpacked",
            25,
            bench =>
            {
                ZipChanges zips = new([
                    PictureReaders.Png(),
                    "a red square\n"u8.ToArray(),
                    [.. s_row, (byte)'\n'],
                    new byte[3_000],
                ]);
                string outside = bench.Fresh("zip"),
                    folder = Path.Combine(outside, "in");
                return new Reading(
                    zips.Next,
                    bytes =>
                    {
                        if (Directory.Exists(folder))
                            Directory.Delete(folder, recursive: true);
                        try
                        {
                            new ZipImport(new ZipLimits(), "The zip").Extract(
                                new MemoryStream(bytes),
                                folder,
                                CancellationToken.None
                            );
                        }
                        finally
                        {
                            if (Directory.EnumerateFileSystemEntries(outside).Any(path => path != folder))
                                throw new BrokenRule(
                                    "outside of the folder",
                                    string.Join(", ", Directory.EnumerateFileSystemEntries(outside))
                                );
                        }
                    }
                );
            }
        )
        {
            Base = 16 << 20,
        },
        new(
            "zip-names",
            "names of files in zips",
            300,
            bench => new Reading(
                dice =>
                    Encoding.UTF8.GetBytes(
                        dice.OneIn(2)
                            ? dice.Pick(Tokens.Names)
                            : Encoding.UTF8.GetString(
                                TextChanges.Of([.. Tokens.Names.Select(Encoding.UTF8.GetBytes)], dice)
                            )
                    ),
                bytes =>
                {
                    string[] parts = ZipEntryName.Parts(Encoding.UTF8.GetString(bytes), "The zip");
                    string root = Path.GetFullPath("root"),
                        full = Path.GetFullPath(Path.Combine([root, .. parts]));
                    if (
                        parts.Length > 0
                        && !full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                    )
                        throw new BrokenRule("leads out of the folder", full);
                    if (parts.Length > 0)
                        _ = ZipEntryName.IsWanted(parts);
                }
            )
        ),
    ];

    private static Reading Json(IEnumerable<byte[]> good, Action<string> read)
    {
        JsonChanges changes = new([.. good]);
        return new Reading(changes.Next, bytes => read(Encoding.UTF8.GetString(bytes)));
    }

    private static Reading Index(Bench bench, string name)
    {
        JsonChanges row = new([s_row, s_other]);
        string folder = bench.Fresh("data");
        File.WriteAllBytes(Path.Combine(folder, "p0.png"), PictureReaders.Png());
        File.WriteAllBytes(Path.Combine(folder, "p1.png"), PictureReaders.Png());
        return new Reading(
            dice => TextChanges.OfJsonLines(row, [.. s_other, (byte)'\n'], dice),
            bytes =>
            {
                File.WriteAllBytes(Path.Combine(folder, name), bytes);
                _ = CaptionIndex.Read(folder, (_, _) => { });
            }
        );
    }

    private static bool IsRecipe(byte[] json) => json.AsSpan().IndexOf("\"network\""u8) >= 0;

    private static double Weight(TrainingRecipe recipe) =>
        recipe.Network switch
        {
            UNetConfig u => u.Widths.Sum(w => (double)w * w * 20) * (1 + u.Depth + u.Blocks),
            PatchTransformerConfig t => 12.0 * t.Width * t.Width * t.Depth,
            HourglassConfig h => 12.0 * h.Width * h.Width * h.FineDepth
                + 12.0 * h.CoarseWidth * h.CoarseWidth * h.CoarseDepth,
            _ => 0,
        };
}
