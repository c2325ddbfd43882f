using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Insight.Attention;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>
/// <c>hippogriff attention PROMPT</c>: shows the attention to each word, and how well it localises things.
/// </summary>
internal static class AttentionCommand
{
    private const int DefaultScenes = 100;
    private const long SceneSeed = 77;

    public static Command Build(CommandHost host)
    {
        Argument<string?> prompt = new("PROMPT")
        {
            Description = "What to draw, in quotes; with --picture what to read in it. With --scenes it is left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> picture = Values.Text(
            "--picture",
            "IMAGE",
            "Draw nothing: look at this picture with these words."
        );
        Option<bool> plain = new("--no-striking")
        {
            Description = "Leave out the pictures without each of the words, which take most of the time.",
        };
        Option<string?> scenes = Values.Text(
            "--scenes",
            "DIR",
            "Measure instead, on composed scenes of this folder of sprites, whose layout is known."
        );
        Option<int?> count = Values.Whole(
            "--count",
            1,
            10_000,
            $"How many. Scenes to measure on. Default: {DefaultScenes}."
        );
        Option<string?> world = Values.Text(
            "--world",
            "FILE",
            "JSON file of the world that scenes are composed of. Left out: the built-in one."
        );
        InspectionOptions options = new();
        DocumentedCommand command = new(
            "attention",
            "See which word did what: where each word was read while a picture was drawn, and what goes away "
                + "without it.",
            "hippogriff attention \"a blue cat on the grass\"",
            "hippogriff attention \"a cat and a dog\" --seed 3 --no-striking --json",
            "hippogriff attention \"a cat\" --picture photo.jpg",
            "hippogriff attention --scenes sprites --count 200"
        )
        {
            prompt,
            picture,
            plain,
            scenes,
            count,
            world,
        };
        options.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                InspectionChoices choices = options.Read(parsed);
                string? words = parsed.GetValue(prompt);
                if (parsed.GetValue(scenes) is { } folder)
                {
                    if (words is not null)
                        throw new HippogriffException(
                            "--scenes measures with the captions of the scenes, so it takes no PROMPT."
                        );
                    if (choices.Drawing.Size is { } size && size.Width != size.Height)
                        throw new HippogriffException(
                            $"The scenes of --scenes are squares, so --size takes a square beside it, not {size}."
                        );
                    return MeasureAsync(
                        host,
                        choices,
                        folder,
                        parsed.GetValue(world) is { } file ? SceneWorld.Load(file) : SceneWorld.First,
                        parsed.GetValue(count) ?? DefaultScenes,
                        stop
                    );
                }
                if (words is null)
                    throw new HippogriffException(
                        "hippogriff attention needs a PROMPT in quotes, or --scenes DIR to measure."
                    );
                RgbImage? seen = parsed.GetValue(picture) is { } path ? ImageFile.Read(path, enough: 512) : null;
                return ShowAsync(host, choices, words, seen, parsed.GetValue(plain), stop);
            }
        );
        return command;
    }

    private static async Task<int> ShowAsync(
        CommandHost host,
        InspectionChoices choices,
        string words,
        RgbImage? seen,
        bool plain,
        CancellationToken stop
    )
    {
        InspectionFlow flow = new(host, choices);
        (AttentionStory story, IReadOnlyList<StruckWord> struck) = await flow.InspectAsync<(
            AttentionStory,
            IReadOnlyList<StruckWord>
        )>(
            "drawing",
            [words],
            (model, progress, token) =>
            {
                GenerationSettings settings = model.Resolve(choices.ToRequest(words));
                if (seen is not null)
                    return (
                        WordAttention.Look(
                            model,
                            settings,
                            ImageScaling.Cover(seen, settings.Width, settings.Height),
                            cancellationToken: token
                        ),
                        []
                    );
                AttentionStory drawn = WordAttention.Draw(model, settings, plain ? progress : null, token);
                return (
                    drawn,
                    plain ? [] : WordAttention.StrikeOut(model, settings, progress: progress, cancellationToken: token)
                );
            },
            stop
        );
        RgbImage sheet = AttentionSheet.Draw(story, struck);
        flow.Write(sheet, $"{words} attention");
        return flow.Report(
            new
            {
                flow.Seconds,
                Files = flow.Written,
                story.Settings,
                Words = story.Words.Select(
                    (w, i) =>
                        new
                        {
                            w.Word,
                            Share = InspectionFlow.Round(w.Share),
                            Map = new
                            {
                                w.Map.Width,
                                w.Map.Height,
                                Values = w.Map.Values.Select(v => InspectionFlow.Round(v, 5)),
                            },
                            ChangesWithout = struck.Count > 0
                                ? InspectionFlow.Round(struck[i].Difference.Strength, 2)
                                : (double?)null,
                        }
                ),
            },
            output =>
            {
                TextTable table = new("word", "read", "changes without it");
                for (int i = 0; i < story.Words.Count; i++)
                    table.Add(
                        story.Words[i].Word,
                        Number(100 * story.Words[i].Share, "0.00") + " %",
                        struck.Count > 0 ? Number(struck[i].Difference.Strength, "0.0") : ""
                    );
                table.Write(host.Terminal);
            },
            story.Image
        );
    }

    private static async Task<int> MeasureAsync(
        CommandHost host,
        InspectionChoices choices,
        string folder,
        SceneWorld world,
        int count,
        CancellationToken stop
    )
    {
        SpriteLibrary sprites = SpriteLibrary.Open(folder, world);
        InspectionFlow flow = new(host, choices);
        (AttentionScore raw, AttentionScore contrasted) = await flow.InspectAsync(
            "looking",
            [],
            (model, progress, token) =>
            {
                GenerationSettings settings = model.Resolve(choices.ToRequest(""));
                SceneComposer composer = new(world, sprites, SceneSeed, settings.Width, SceneShare.HeldOut);
                return AttentionExam.Measure(
                    model,
                    settings,
                    world,
                    composer,
                    count,
                    progress: progress,
                    cancellationToken: token
                );
            },
            stop
        );
        return flow.Report(
            new
            {
                flow.Seconds,
                Raw = raw,
                Contrasted = contrasted,
            },
            output =>
            {
                TextTable table = new(
                    "maps",
                    "inside the box",
                    "by chance",
                    "+-",
                    "peak inside",
                    "own box before the other's",
                    "names"
                );
                foreach (
                    (string name, AttentionScore s) in new[]
                    {
                        ("as read", raw),
                        ("against the other words", contrasted),
                    }
                )
                    table.Add(
                        name,
                        Percent(s.Inside),
                        Percent(s.Chance),
                        Percent(s.Error),
                        Percent(s.PeakInside),
                        Percent(s.OwnBeforeOther),
                        $"{s.Names} in {Counted.Of(s.Scenes, "scene")}"
                    );
                table.Write(host.Terminal);
                output.WriteLine(
                    "Scenes of two different things that training never saw together. By chance a box holds the share "
                        + "that it covers, and own before other is one half."
                );
            }
        );
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
