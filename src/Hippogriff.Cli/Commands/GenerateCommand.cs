using System.CommandLine;
using Hippogriff.Cli.Parsing;

namespace Hippogriff.Cli.Commands;

/// <summary><c>hippogriff generate PROMPT</c>: words in, picture out.</summary>
internal static class GenerateCommand
{
    public static Command Build(CommandHost host)
    {
        Argument<string?> prompt = new("PROMPT") { Description = "What to draw, in quotes. With --from it may be left out.", Arity = ArgumentArity.ZeroOrOne };
        DrawingOptions options = new();
        DocumentedCommand command = new("generate", "Draw pictures from words.",
            "hippogriff generate \"a red apple on a table\"",
            "hippogriff generate \"three cats in the snow\" --count 4 --seed 7 --out cats/",
            "hippogriff generate \"a pegasus\" --sampler euler --steps 30 --guidance 3 --negative \"night\" --strip",
            "hippogriff generate --from out/a-pegasus-7.png --seed 8",
            "hippogriff generate \"a cat\" --model folder:my-pictures --sampler heun",
            "hippogriff generate \"a rex on grass\" --lora my-dog.safetensors --lora snow.safetensors:0.5",
            "hippogriff generate \"a cat\" --json | jq -r '.pictures[0].path'")
        { prompt };
        options.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            DrawingChoices choices = options.Read(parsed, parsed.GetValue(prompt));
            if (choices.Prompt is null && choices.From is null)
                throw new HippogriffException("hippogriff generate needs a PROMPT in quotes, or --from PICTURE.png to draw an earlier picture again.");
            choices = Remembered.Recall(choices);
            if (choices.Strength is not null)
                throw new HippogriffException($"'{choices.From}' was made from another picture: hippogriff denoise IMAGE --from '{choices.From}' draws it again.");
            return DrawingFlow.RunAsync(host, choices, source: null, mask: null, stop);
        });
        return command;
    }
}
