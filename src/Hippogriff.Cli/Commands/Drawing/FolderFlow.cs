using System.CommandLine;
using System.Runtime.ExceptionServices;
using Hippogriff.Cli.Hosting;
using Hippogriff.Data.Captions;
using Hippogriff.Imaging;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// Writes a folder of captioned pictures for <c>data crop</c> and <c>data scenes --folder</c>. The index is written
/// continuously. If the command is stopped or killed, the folder is usable and can be continued with <c>--resume</c>.
/// </summary>
internal static class FolderFlow
{
    public static Option<bool> ResumeOption() =>
        new("--resume")
        {
            Description = "Resume what was stopped before its end. Everything else is to be said as the first time.",
        };

    /// <summary>Refuses a folder that is not new.</summary>
    /// <exception cref="HippogriffException">It is not empty, and <c>--resume</c> is not given.</exception>
    public static void Require(string target, bool resume)
    {
        if (!resume && Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new HippogriffException(
                $"'{target}' is not empty; choose another folder for the "
                    + $"pictures{(CaptionedFolder.IsWhole(target) ? ", or add --resume to go on with one that was not written to its end" : "")}"
                    + "."
            );
        if (resume && !Directory.Exists(target))
            throw new HippogriffException(
                $"There is no folder '{target}' to resume; leave --resume out.",
                FaultKind.NotFound
            );
    }

    /// <summary>Writes the pictures.</summary>
    /// <param name="host">Reports the progress if it does not reach the end.</param>
    /// <param name="target">The folder.</param>
    /// <param name="resume">Whether to keep the pictures in its index.</param>
    /// <param name="pictures">Total number of pictures.</param>
    /// <param name="captions">The caption of a picture.</param>
    /// <param name="image">Makes a picture.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <exception cref="HippogriffException">The folder has other pictures, or cannot be written.</exception>
    public static void Write(
        CommandHost host,
        string target,
        bool resume,
        int pictures,
        Func<int, IReadOnlyList<string>> captions,
        Func<int, RgbImage> image,
        IProgress<double>? progress,
        CancellationToken stop
    )
    {
        CaptionedFolder written = new(target, asItGoes: true);
        if (resume)
            Keep(written, target, pictures, captions);
        try
        {
            while (written.Count < pictures)
            {
                stop.ThrowIfCancellationRequested();
                written.Add(image(written.Count), captions(written.Count));
                progress?.Report((double)written.Count / pictures);
            }
            written.End();
        }
        catch (Exception failure) when (written.Count > 0)
        {
            try
            {
                written.End();
            }
            // the first failure is reported; the index of the earlier pictures exists
            catch (HippogriffException) { }
            int kept = CaptionedFolder.Captions(target).Count;
            host.Terminal.Error.WriteLine(
                $"{kept:N0} of {Counted.Grouped(pictures, "picture")} and their captions are in '{target}'; "
                    + "the same command with --resume continues."
            );
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static void Keep(
        CaptionedFolder written,
        string target,
        int pictures,
        Func<int, IReadOnlyList<string>> captions
    )
    {
        foreach (IReadOnlyList<string> kept in CaptionedFolder.Captions(target))
        {
            if (written.Count >= pictures || !kept.SequenceEqual(captions(written.Count)))
                throw new HippogriffException(
                    $"'{target}' was begun with other pictures: of picture {written.Count} it says "
                        + $"'{kept[0]}'; choose another folder.",
                    FaultKind.Incompatible
                );
            written.Keep(kept);
        }
    }
}
