using Hippogriff.Cli.Hosting;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>Reads standard input for an argument given as <c>-</c>.</summary>
internal static class StandardInput
{
    /// <summary>The argument that means standard input.</summary>
    public const string Name = "-";

    /// <summary>Maximum number of characters.</summary>
    private const int Most = 1 << 20;

    /// <summary>The prompt itself, or that of standard input, its lines joined by spaces.</summary>
    /// <exception cref="HippogriffException">Standard input holds nothing, or too much.</exception>
    public static string? Prompt(CommandHost host, string? asked) =>
        asked == Name ? string.Join(' ', Lines(host, "a prompt")) : asked;

    /// <summary>The picture on standard input.</summary>
    /// <exception cref="HippogriffException">Standard input holds nothing, or more than a picture may have.</exception>
    public static PictureBytes Picture(CommandHost host)
    {
        using Stream input = host.Terminal.OpenInput();
        using MemoryStream all = new();
        byte[] part = new byte[1 << 16];
        for (int read; (read = input.Read(part)) > 0; all.Write(part, 0, read))
            if (all.Length + read > ImageFile.MaxBytes)
                throw new HippogriffException($"Standard input is longer than {ImageFile.MaxBytes >> 20} MiB.");
        return all.Length > 0
            ? new PictureBytes(all.ToArray(), "The picture on standard input")
            : throw new HippogriffException("- reads a picture from standard input, and there is none.");
    }

    /// <summary>The lines of standard input that are not empty.</summary>
    /// <param name="host">Gives standard input.</param>
    /// <param name="what">What is expected, for the message.</param>
    /// <exception cref="HippogriffException">Standard input holds nothing, or too much.</exception>
    public static IReadOnlyList<string> Lines(CommandHost host, string what)
    {
        List<string> lines = [];
        int read = 0;
        while (host.Terminal.In.ReadLine() is { } line)
        {
            read += line.Length;
            if (read > Most)
                throw new HippogriffException($"Standard input is longer than {Most:N0} characters.");
            if (line.Trim() is { Length: > 0 } text)
                lines.Add(text);
        }
        return lines.Count > 0
            ? lines
            : throw new HippogriffException($"- reads {what} from standard input, and there is none.");
    }
}
