using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Insight.Attention;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>
/// <c>hippogriff attention PROMPT</c>: shows the attention to each word, and how well it localises things.
/// </summary>
internal static class AttentionCommand
{
    private const long SceneSeed = 77;

    public static Command Build(CommandHost host)
    {
        AttentionOptions options = new();
        DocumentedCommand command = new(
            "attention",
            "See which word did what: where each word was read while a picture was drawn, and what goes away "
                + "without it.",
            "hippogriff attention \"a blue cat on the grass\"",
            "hippogriff attention \"a cat and a dog\" --seed 3 --no-striking --json",
            "hippogriff attention \"a cat\" --picture photo.jpg",
            "hippogriff attention --scenes sprites --count 200"
        );
        options.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                AttentionChoices choices = options.Read(parsed);
                return choices.Scenes is { } folder
                    ? MeasureAsync(host, choices, folder, stop)
                    : ShowAsync(host, choices, choices.Prompt!, stop);
            }
        );
        return command;
    }

    private static async Task<int> ShowAsync(
        CommandHost host,
        AttentionChoices choices,
        string words,
        CancellationToken stop
    )
    {
        RgbImage? seen = choices.Picture is { } path ? ImageFile.Read(path, enough: 512) : null;
        InspectionFlow flow = new(host, choices.Inspection);
        ShownAttention shown = await flow.InspectAsync(
            "drawing",
            [words],
            (model, progress, token) =>
            {
                GenerationSettings settings = model.Resolve(choices.Inspection.ToRequest(words));
                return seen is null
                    ? Draw(model, settings, choices.Plain, progress, token)
                    : new ShownAttention(
                        WordAttention.Look(
                            model,
                            settings,
                            ImageScaling.Cover(seen, settings.Width, settings.Height),
                            cancellationToken: token
                        ),
                        []
                    );
            },
            stop
        );
        flow.Write(AttentionSheet.Draw(shown.Story, shown.Struck), $"{words} attention");
        return flow.Report(
            AttentionView.Document(flow, shown),
            _ => AttentionView.Write(host.Terminal, shown),
            shown.Story.Image
        );
    }

    private static ShownAttention Draw(
        IPictureModel model,
        GenerationSettings settings,
        bool plain,
        IProgress<double>? progress,
        CancellationToken stop
    )
    {
        AttentionStory drawn = WordAttention.Draw(model, settings, plain ? progress : null, stop);
        return new ShownAttention(
            drawn,
            plain ? [] : WordAttention.StrikeOut(model, settings, progress: progress, cancellationToken: stop)
        );
    }

    private static async Task<int> MeasureAsync(
        CommandHost host,
        AttentionChoices choices,
        string folder,
        CancellationToken stop
    )
    {
        SceneWorld world = WorldOption.Load(choices.World);
        SpriteLibrary sprites = SpriteLibrary.Open(folder, world);
        InspectionFlow flow = new(host, choices.Inspection);
        (AttentionScore raw, AttentionScore contrasted) = await flow.InspectAsync(
            "looking",
            [],
            (model, progress, token) =>
            {
                GenerationSettings settings = model.Resolve(choices.Inspection.ToRequest(""));
                SceneComposer composer = new(world, sprites, SceneSeed, settings.Width, SceneShare.HeldOut);
                return AttentionExam.Measure(
                    model,
                    settings,
                    composer,
                    new AttentionExamPlan(choices.Count),
                    progress,
                    token
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
            output => AttentionView.Write(host.Terminal, output, raw, contrasted)
        );
    }
}
