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
            {
                string folder = parsed.GetRequiredValue(output);
                string file = parsed.GetValue(font) ?? EmojiFont.Find();
                int count = WorkBar.Run(
                    host.Terminal,
                    "drawing sprites",
                    progress => EmojiFont.MakeSprites(file, folder, progress, stop)
                );
                if (parsed.GetValue(json))
                {
                    Json.Write(
                        host.Terminal.Out,
                        new
                        {
                            Path = folder,
                            Font = file,
                            Sprites = count,
                        }
                    );
                    return Task.FromResult(ExitCode.Fine);
                }
                host.Terminal.Error.WriteLine(
                    $"{Counted.Grouped(count, "sprite")} from {file}; hippogriff data scenes --data {folder} "
                        + "shows what can be made of them."
                );
                host.Terminal.Out.WriteLine(folder);
                return Task.FromResult(ExitCode.Fine);
            }
        );
        return command;
    }
}
