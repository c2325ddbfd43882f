using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Drowning;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands;

/// <summary><c>hippogriff drown IMAGE</c>: noise is the raw material; how much of a picture survives which level of it.</summary>
internal static class DrownCommand
{
    private const int UsualLevels = 9, UsualSeeds = 2;

    public static Command Build(CommandHost host)
    {
        Argument<string> image = new("IMAGE") { Description = $"The picture: {ImageFile.Formats}. Its middle is cut out in the shape that the model draws." };
        Option<string?> prompt = Values.Text("--prompt", "TEXT", "What the drowned picture is cleaned towards, beside being cleaned without words.");
        Option<int?> levels = Values.Whole("--levels", 1, 30, $"Levels between the picture and pure noise. Default: {UsualLevels}.");
        Option<int?> seeds = Values.Whole("--seeds", 1, 8, $"Noises a level that figures are the mean of. Default: {UsualSeeds}.");
        GlassOptions options = new();
        DocumentedCommand command = new("drown", "Drown a picture in noise to many levels, clean it with and without words, and measure how much of it survives.",
            "hippogriff drown photo.jpg",
            "hippogriff drown out/a-cat-1.png --prompt \"a dog\" --film drown.webp",
            "hippogriff drown photo.jpg --levels 19 --seeds 4 --json")
        { image, prompt, levels, seeds };
        options.AddTo(command, films: true);
        command.SetAction(async (parsed, stop) =>
        {
            GlassChoices choices = options.Read(parsed);
            string path = parsed.GetRequiredValue(image), words = parsed.GetValue(prompt) ?? "";
            RgbImage picture = ImageFile.Read(path, enough: 512);
            int count = parsed.GetValue(levels) ?? UsualLevels;
            double[] strengths = [.. Enumerable.Range(1, count).Select(i => i / (count + 1.0))];
            GlassFlow flow = new(host, choices);
            DrownStory story = await flow.LookAsync("drowning", [words], (model, progress, token) =>
            {
                GenerationSettings settings = model.Settle(choices.ToRequest(words));
                return PictureDrowning.Draw(model, settings, ImageScaling.Cover(picture, settings.Width, settings.Height), strengths, parsed.GetValue(seeds) ?? UsualSeeds, progress, token);
            }, stop);
            RgbImage sheet = DrownSheet.Strip(story);
            string written = flow.Write(sheet, $"{Path.GetFileNameWithoutExtension(path)} drowned");
            flow.WriteBeside(written, "survival", DrownSheet.Curve(story));
            flow.WriteFilm(() => DrownSheet.Frames(story), backAgain: true);
            return flow.Report(Document(flow, story), output => Write(host.Terminal, output, story), sheet);
        });
        return command;
    }

    private static void Write(Terminal terminal, TextWriter output, DrownStory story)
    {
        bool worded = story.Settings.Prompt.Length > 0;
        Columns table = new(["drowned", "noise", "survives without words", .. worded ? ["with words"] : Array.Empty<string>()]);
        foreach (DrownLevel l in story.Levels)
            table.Add([Number(l.Strength), Number(l.Sigma), Percent(l.SurvivalWithoutWords), .. worded ? [Percent(l.SurvivalWithWords)] : Array.Empty<string>()]);
        table.Write(terminal);
        output.WriteLine($"Half of it survives up to {Number(story.HalfWithoutWords)} without words{(worded ? $" and {Number(story.HalfWithWords)} with words" : "")}.");
    }

    private static object Document(GlassFlow flow, DrownStory story) => new
    {
        flow.Seconds,
        Files = flow.Written,
        story.Settings,
        HalfWithoutWords = GlassFlow.Round(story.HalfWithoutWords),
        HalfWithWords = GlassFlow.Round(story.HalfWithWords),
        Levels = story.Levels.Select(l => new { Strength = GlassFlow.Round(l.Strength), Sigma = GlassFlow.Round(l.Sigma), WithoutWords = GlassFlow.Round(l.SurvivalWithoutWords), WithWords = GlassFlow.Round(l.SurvivalWithWords) }),
    };

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
