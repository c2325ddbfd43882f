using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Imaging;

namespace Hippogriff.Cli.Commands;

/// <summary><c>hippogriff denoise IMAGE</c>: drowns a picture part of the way and cleans it up again.</summary>
internal static class DenoiseCommand
{
    public static Command Build(CommandHost host)
    {
        Argument<string> image = new("IMAGE") { Description = "The picture to start from: PNG, JPEG or WebP." };
        Option<string?> prompt = Values.Text("--prompt", "TEXT", "What it should become; without it the model only cleans.");
        Option<double?> strength = Values.Number("--strength", 0, 1, "How far it is drowned first: above 0 (hardly) to 1 (nothing of it is left). Default: 0.6.", including: false);
        DrawingOptions options = new();
        DocumentedCommand command = new("denoise", "Drown a picture in noise part of the way and clean it up, with or without words.",
            "hippogriff denoise sketch.png --prompt \"a red apple on a table\"",
            "hippogriff denoise photo.jpg --strength 0.3 --seed 5 --out cleaned.png --strip")
        { image, prompt, strength };
        options.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            DrawingChoices choices = options.Read(parsed, parsed.GetValue(prompt)) with { Strength = parsed.GetValue(strength) };
            RgbImage source = ImageFile.Read(parsed.GetRequiredValue(image));
            return DrawingFlow.RunAsync(host, Remembered.Recall(choices), source, stop);
        });
        return command;
    }
}
