using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary><c>hippogriff generate PROMPT</c>: draws pictures from a prompt.</summary>
internal static class GenerateCommand
{
    public static Command Build(CommandHost host)
    {
        Argument<string?> prompt = new("PROMPT")
        {
            Description = "What to draw, in quotes; - reads it from standard input. With --from it may be left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> named = Values.Text(
            "--prompt",
            "TEXT",
            "What is to be seen, in words. The same as PROMPT; - reads it from standard input."
        );
        Option<string?> sheet = Values.Text(
            "--sheet",
            "FILE",
            "A labelled sheet of pictures, a .png. All are drawn onto it: a row for each prompt, a column for each "
                + "seed."
        );
        Option<string[]> with = Values.Texts(
            "--with",
            "PROMPT",
            "More prompts, each in quotes. For the sheet, drawn with the same seeds."
        );
        Option<string?> prompts = Values.Text(
            "--prompts",
            "FILE",
            "A text file of more prompts for the sheet, one a line; lines that begin with # are skipped. - reads "
                + "standard input."
        );
        DrawingOptions options = new();
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
        )
        {
            prompt,
            named,
            sheet,
            with,
            prompts,
        };
        options.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                if (parsed.GetValue(prompt) is not null && parsed.GetValue(named) is not null)
                    throw new HippogriffException("PROMPT and --prompt say the same; give one of them.");
                DrawingChoices choices = options.Read(
                    parsed,
                    StandardInput.Prompt(host, parsed.GetValue(prompt) ?? parsed.GetValue(named))
                );
                if (parsed.GetValue(sheet) is { } file)
                    return SheetFlow.RunAsync(
                        host,
                        choices,
                        file,
                        [
                            .. parsed.GetValue(with) ?? [],
                            .. parsed.GetValue(prompts) is { } lines ? SheetFlow.ReadPrompts(host, lines) : [],
                        ],
                        stop
                    );
                if (parsed.Given(with, prompts) is { } more)
                    throw new HippogriffException(
                        $"{more.Name} gives more prompts for a sheet; add --sheet FILE, or draw one prompt "
                            + "after the other."
                    );
                if (choices.Prompt is null && choices.From is null)
                    throw new HippogriffException(
                        "hippogriff generate needs a PROMPT in quotes, or --from PICTURE.png to draw an "
                            + "earlier picture again."
                    );
                return DrawingFlow.RunAsync(host, Recall(host, choices), source: null, mask: null, stop);
            }
        );
        return command;
    }

    /// <summary>The settings, completed by those of the --from picture.</summary>
    /// <exception cref="HippogriffException">The picture cannot be drawn again from a prompt alone.</exception>
    internal static DrawingChoices Recall(CommandHost host, DrawingChoices choices) =>
        Remembered.Recall(host, choices) is { HadSource: false } recalled
            ? recalled
            : throw new HippogriffException(
                $"'{choices.From}' was made from another picture: hippogriff denoise IMAGE --from "
                    + $"'{choices.From}' draws it again."
            );
}
