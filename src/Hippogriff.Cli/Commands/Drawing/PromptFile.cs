using Hippogriff.Cli.Hosting;
using Hippogriff.Files;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>A text file of prompts, one a line.</summary>
internal static class PromptFile
{
    /// <summary>
    /// The prompts of a file, or of standard input (<c>-</c>), one a line; empty lines and those that begin with # are
    /// passed over. Of too many, one more than a sheet takes.
    /// </summary>
    /// <exception cref="HippogriffException">The file cannot be read, or has no prompts.</exception>
    public static IReadOnlyList<string> Read(CommandHost host, string file)
    {
        string[] prompts =
        [
            .. (file == StandardInput.Name ? StandardInput.Lines(host, "prompts") : LinesOf(file))
                .Select(line => line.Trim())
                .Where(line => line.Length > 0 && line[0] != '#')
                .Take(SheetFlow.MostPictures + 1),
        ];
        return prompts.Length > 0
            ? prompts
            : throw new HippogriffException($"'{file}' holds no prompts; --prompts takes a text file with one a line.");
    }

    private static IReadOnlyList<string> LinesOf(string file)
    {
        try
        {
            return PlainText.Decode(RegularFile.ReadBytes(file, RegularFile.MostText), file).Lines;
        }
        catch (HippogriffException error)
        {
            throw new HippogriffException(
                $"'{file}' cannot be read: {error.Message.TrimEnd('.')}; --prompts takes a text file with one "
                    + "prompt a line.",
                error
            );
        }
    }
}
