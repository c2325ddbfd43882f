using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary><c>hippogriff denoise IMAGE</c>: adds some noise to a picture and denoises it (img2img).</summary>
internal static class DenoiseCommand
{
    public static Command Build(CommandHost host)
    {
        Argument<string> image = new("IMAGE") { Description = $"The picture to start from: {ImageFile.Formats}." };
        Option<string?> prompt = Values.Text(
            "--prompt",
            "TEXT",
            "What is to be seen, in words. Without it the model only cleans."
        );
        Option<string?> mask = Values.Text(
            "--mask",
            "MASK",
            "Repaint only where this picture is white (or opaque, if it has transparency); the rest of IMAGE is kept."
        );
        DrawingOptions options = new();
        DocumentedCommand command = new(
            "denoise",
            "Add noise to a picture part of the way and clean it up, with or without words.",
            "hippogriff denoise sketch.png --prompt \"a red apple on a table\"",
            "hippogriff denoise photo.jpg --strength 0.3 --seed 5 --out cleaned.png --strip",
            "hippogriff denoise room.png --mask wall.png --mask-blur 2 --strength 0.9 --prompt \"a cat\""
        )
        {
            image,
            prompt,
            mask,
        };
        options.AddTo(command, fromPicture: true);
        command.SetAction(
            (parsed, stop) =>
                RunAsync(
                    host,
                    options.Read(parsed, StandardInput.Prompt(host, parsed.GetValue(prompt))),
                    parsed.GetRequiredValue(image),
                    parsed.GetValue(mask),
                    stop
                )
        );
        return command;
    }

    private static Task<int> RunAsync(
        CommandHost host,
        DrawingChoices choices,
        string image,
        string? mask,
        CancellationToken stop
    )
    {
        if (mask is null && choices.Said.Contains(SourceFields.MaskBlur))
            throw new HippogriffException("--mask-blur softens the edge of a mask, and no --mask is given.");
        choices = PromptLoras.Take(Remembered.Recall(host, choices));
        if (mask is null && choices.HadMask)
            throw new HippogriffException(
                $"'{choices.From}' was painted through a mask, which it does not carry: add the mask "
                    + "with --mask to draw it again."
            );
        RgbImage source = ImageFile.Read(image);
        return DrawingFlow.RunAsync(
            host,
            new DrawingInput(choices, source, mask is null ? null : MaskFile.Read(mask)),
            stop
        );
    }
}
