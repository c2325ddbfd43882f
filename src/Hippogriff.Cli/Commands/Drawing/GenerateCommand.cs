using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary><c>hippogriff generate PROMPT</c>: draws pictures from a prompt.</summary>
internal static class GenerateCommand
{
    public static Command Build(CommandHost host)
    {
        GenerateOptions options = new();
        DocumentedCommand command = new(
            "generate",
            "Draw pictures from words.",
            "hippogriff generate \"a red apple on a table\"",
            "hippogriff generate \"three penguins on a beach\" -n 4 -s 7 -o penguins/",
            "hippogriff generate \"a pegasus\" --sampler euler --steps 30 --guidance 3 --negative \"night\" --strip",
            "hippogriff generate --from out/a-pegasus-7.png --seed 8",
            "hippogriff generate \"a cat\" --model folder:my-pictures --sampler heun",
            "hippogriff generate \"a rex on the grass\" --lora my-dog.safetensors --lora sketch.safetensors:0.5",
            "hippogriff generate \"a cat\" --with \"a dog\" \"a car\" --count 4 --seed 1 --sheet sheet.png",
            "hippogriff generate --prompts prompts.txt --sheet sheet.png",
            "hippogriff generate - --out - | display",
            "hippogriff generate \"a cat\" --json | jq -r '.pictures[0].path'"
        );
        options.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                GenerateChoices choices = options.Read(parsed, host);
                return choices.Sheet is { } file
                    ? SheetFlow.RunAsync(host, choices.Drawing, file, choices.MorePrompts, stop)
                    : DrawingFlow.RunAsync(host, new DrawingInput(Recall(host, choices.Drawing)), stop);
            }
        );
        return command;
    }

    /// <summary>The settings, completed by those of the --from picture.</summary>
    /// <exception cref="HippogriffException">The picture cannot be drawn again from a prompt alone.</exception>
    internal static DrawingChoices Recall(CommandHost host, DrawingChoices choices) =>
        Remembered.Recall(host, choices) is { HadSource: false } recalled
            ? PromptLoras.Take(recalled)
            : throw new HippogriffException(
                $"'{choices.From}' was made from another picture: hippogriff denoise IMAGE --from "
                    + $"'{choices.From}' draws it again."
            );
}
