using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Zips;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Data;

/// <summary><c>hippogriff data crop DIR</c>: crops a folder of pictures to one size, with their captions.</summary>
internal static class DataCropCommand
{
    public static Command Build(CommandHost host)
    {
        DataCropOptions options = new();
        DocumentedCommand command = new(
            "crop",
            "Cut the pictures of a folder to one size and write them, with their captions, into another.",
            "hippogriff data crop photos --out my-pictures --size 64",
            "hippogriff data crop photos.zip --out my-pictures --keep centre --unique"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(Run(host, options.Read(parsed), stop)));
        return command;
    }

    private static int Run(CommandHost host, DataCropChoices choices, CancellationToken stop)
    {
        FolderFlow.Require(choices.Out, choices.Resume);
        using PackedFolder data = PackedFolder.Open(choices.Folder, stop);
        FolderFindings found = WorkBar.Run(
            host.Terminal,
            "looking at pictures",
            progress => data.Read(path => FolderCheck.Look(path, new FolderCheckSettings(choices.Side), progress, stop))
        );
        if (found.Pictures.Count == 0)
            throw new HippogriffException(
                $"No picture in '{choices.Folder}' can be used; hippogriff data check {choices.Folder} says why."
            );
        HashSet<string> same = choices.Unique
            ? [.. found.Findings.Where(f => f.Kind == FindingKind.Duplicate).Select(f => f.Path)]
            : [];
        CheckedPicture[] taken = [.. found.Pictures.Where(picture => !same.Contains(picture.Path))];
        FolderFlow.Write(
            host,
            "cutting",
            new FolderContent(
                choices.Out,
                choices.Resume,
                taken.Length,
                i => taken[i].Captions,
                i => Cut(taken[i], choices.Sizes, choices.Smart)
            ),
            stop
        );
        int skipped = found.Findings.Count(f => f.Kind is FindingKind.Broken or FindingKind.NoCaption);
        Report(host.Terminal, choices, taken.Length, same.Count, skipped);
        return ExitCode.Fine;
    }

    private static void Report(Terminal terminal, DataCropChoices choices, int taken, int same, int skipped)
    {
        if (choices.Json)
        {
            Json.Write(
                terminal.Out,
                new
                {
                    Path = choices.Out,
                    Pictures = taken,
                    Same = same,
                    Skipped = skipped,
                }
            );
            return;
        }
        terminal.Error.WriteLine(
            $"{Counted.Grouped(taken, "picture")} cut, {same:N0} left out as the same, "
                + $"{skipped:N0} "
                + $"skipped{(skipped == 0 ? "" : $"; hippogriff data check {choices.Folder} names them")}."
        );
        terminal.Out.WriteLine(choices.Out);
    }

    private static RgbImage Cut(CheckedPicture picture, IReadOnlyList<(int Width, int Height)> sizes, bool smart)
    {
        (int width, int height) = AspectBuckets.Nearest(sizes, picture.Width, picture.Height);
        RgbImage image = ImageFile.Read(picture.Path, enough: Math.Max(width, height));
        return smart ? SmartCrop.Cover(image, width, height) : ImageScaling.Cover(image, width, height);
    }
}
