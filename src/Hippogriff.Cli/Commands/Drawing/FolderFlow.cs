using System.CommandLine;
using System.Runtime.ExceptionServices;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Captions;
using Hippogriff.Imaging;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>Captioned pictures that are to be written into a folder.</summary>
/// <param name="Target">The folder.</param>
/// <param name="Resume">Whether to keep the pictures in its index.</param>
/// <param name="Count">Total number of pictures.</param>
/// <param name="Captions">The captions of a picture, counted from 0.</param>
/// <param name="Image">Makes a picture.</param>
internal sealed record FolderContent(
    string Target,
    bool Resume,
    int Count,
    Func<int, IReadOnlyList<string>> Captions,
    Func<int, RgbImage> Image
);

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
        {
            string further = CaptionedFolder.IsWhole(target)
                ? ", or add --resume to go on with one that was not written to its end"
                : "";
            throw new HippogriffException($"'{target}' is not empty; choose another folder for the pictures{further}.");
        }
        if (resume && !Directory.Exists(target))
            throw new HippogriffException(
                $"There is no folder '{target}' to resume; leave --resume out.",
                FaultKind.NotFound
            );
    }

    /// <summary>Writes the pictures, with a progress bar.</summary>
    /// <param name="host">Reports the progress if it does not reach the end.</param>
    /// <param name="doing">Title of the progress bar.</param>
    /// <param name="pictures">The pictures, and where they go.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <exception cref="HippogriffException">The folder has other pictures, or cannot be written.</exception>
    public static void Write(CommandHost host, string doing, FolderContent pictures, CancellationToken stop) =>
        WorkBar.Run(
            host.Terminal,
            doing,
            progress =>
            {
                Write(host, pictures, progress, stop);
                return pictures.Count;
            }
        );

    private static void Write(
        CommandHost host,
        FolderContent pictures,
        IProgress<double>? progress,
        CancellationToken stop
    )
    {
        CaptionedFolder written = new(pictures.Target, asItGoes: true);
        if (pictures.Resume)
            Keep(written, pictures);
        try
        {
            while (written.Count < pictures.Count)
            {
                stop.ThrowIfCancellationRequested();
                written.Add(pictures.Image(written.Count), pictures.Captions(written.Count));
                progress?.Report((double)written.Count / pictures.Count);
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
            int kept = CaptionedFolder.Captions(pictures.Target).Count;
            host.Terminal.Error.WriteLine(
                $"{kept:N0} of {Counted.Grouped(pictures.Count, "picture")} and their captions are in "
                    + $"'{pictures.Target}'; the same command with --resume continues."
            );
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static void Keep(CaptionedFolder written, FolderContent pictures)
    {
        foreach (IReadOnlyList<string> kept in CaptionedFolder.Captions(pictures.Target))
        {
            if (written.Count >= pictures.Count || !kept.SequenceEqual(pictures.Captions(written.Count)))
                throw new HippogriffException(
                    $"'{pictures.Target}' was begun with other pictures: of picture {written.Count} it says "
                        + $"'{kept[0]}'; choose another folder.",
                    FaultKind.Incompatible
                );
            written.Keep(kept);
        }
    }
}
