using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Emoji;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Data;

/// <summary><c>hippogriff data emoji</c>: makes a folder of sprites from an installed colour emoji font.</summary>
internal static class DataEmojiCommand
{
    public static Command Build(CommandHost host)
    {
        Option<string> output = new("--out")
        {
            HelpName = "DIR",
            Required = true,
            Description = "Where the result goes. A new folder.",
        };
        Option<string?> font = Values.Text(
            "--font",
            "FILE",
            "The font file. Left out: the first colour-emoji font that is installed."
        );
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "emoji",
            "Make a folder of sprites from an installed colour-emoji font, to compose scenes and train "
                + "without any other data.",
            "hippogriff data emoji --out sprites",
            "hippogriff data emoji --out sprites --font NotoColorEmoji.ttf"
        )
        {
            output,
            font,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
                Task.FromResult(
                    Run(
                        host.Terminal,
                        parsed.GetRequiredValue(output),
                        parsed.GetValue(font),
                        parsed.GetValue(json),
                        stop
                    )
                )
        );
        return command;
    }

    private static int Run(Terminal terminal, string folder, string? font, bool json, CancellationToken stop)
    {
        string file = font ?? EmojiFont.Find();
        int count = WorkBar.Run(
            terminal,
            "drawing sprites",
            progress => EmojiFont.MakeSprites(file, folder, progress, stop)
        );
        if (json)
        {
            Json.Write(
                terminal.Out,
                new
                {
                    Path = folder,
                    Font = file,
                    Sprites = count,
                }
            );
            return ExitCode.Fine;
        }
        terminal.Error.WriteLine(
            $"{Counted.Grouped(count, "sprite")} from {file}; hippogriff data scenes --data {folder} "
                + "shows what can be made of them."
        );
        terminal.Out.WriteLine(folder);
        return ExitCode.Fine;
    }
}
