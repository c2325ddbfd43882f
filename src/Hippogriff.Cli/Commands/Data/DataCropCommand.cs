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
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Data;

/// <summary><c>hippogriff data crop DIR</c>: crops a folder of pictures to one size, with their captions.</summary>
internal static class DataCropCommand
{
    private static readonly string[] s_ways = ["smart", "centre"];

    public static Command Build(CommandHost host)
    {
        Argument<string> folder = new("DIR") { Description = "A folder of pictures, or a zip file of one." };
        Option<string> output = new("--out")
        {
            HelpName = "DIR",
            Required = true,
            Description = "Where the result goes. A new folder of PNG files and captions.jsonl.",
        };
        Option<PictureSize?> size = Values.Square(8, 1024, "Size in pixels. The side of the squares. Default: 64.");
        Option<string?> how = Values.Name(
            "--keep",
            s_ways,
            "What is kept: what stands out (smart, the default), or the middle. One of"
        );
        Option<bool> buckets = new("--buckets")
        {
            Description =
                "Take pictures in a few proportions, from 1:2 to 2:1, instead of squares. hippogriff train --buckets "
                + "takes "
                + "them as they are.",
        };
        Option<bool> unique = new("--unique") { Description = "Leave out pictures that look the same as one before." };
        Option<bool> resume = FolderFlow.ResumeOption(),
            json = JsonOption.Create();
        DocumentedCommand command = new(
            "crop",
            "Cut the pictures of a folder to one size and write them, with their captions, into another.",
            "hippogriff data crop photos --out my-pictures --size 64",
            "hippogriff data crop photos.zip --out my-pictures --keep centre --unique"
        )
        {
            folder,
            output,
            size,
            how,
            buckets,
            unique,
            resume,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                (string path, string target) = (parsed.GetRequiredValue(folder), parsed.GetRequiredValue(output));
                bool again = parsed.GetValue(resume);
                FolderFlow.Require(target, again);
                int side = parsed.GetValue(size)?.Width ?? 64;
                bool smart = (parsed.GetValue(how) ?? s_ways[0]) == s_ways[0];
                IReadOnlyList<(int Width, int Height)> sizes = parsed.GetValue(buckets)
                    ? new FolderCheckSettings(side).Sizes
                    : [(side, side)];
                using PackedFolder data = PackedFolder.Open(path, stop);
                FolderFindings found = WorkBar.Run(
                    host.Terminal,
                    "looking at pictures",
                    progress =>
                        data.Read(unpacked => FolderCheck.Look(unpacked, new FolderCheckSettings(side), progress, stop))
                );
                if (found.Pictures.Count == 0)
                    throw new HippogriffException(
                        $"No picture in '{path}' can be used; hippogriff data check {path} says why."
                    );
                HashSet<string> same = parsed.GetValue(unique)
                    ? [.. found.Findings.Where(f => f.Kind == FindingKind.Duplicate).Select(f => f.Path)]
                    : [];
                CheckedPicture[] taken = [.. found.Pictures.Where(picture => !same.Contains(picture.Path))];
                WorkBar.Run(
                    host.Terminal,
                    "cutting",
                    progress =>
                    {
                        FolderFlow.Write(
                            host,
                            target,
                            again,
                            taken.Length,
                            i => taken[i].Captions,
                            i => Cut(taken[i], sizes, smart),
                            progress,
                            stop
                        );
                        return taken.Length;
                    }
                );
                int skipped = found.Findings.Count(f => f.Kind is FindingKind.Broken or FindingKind.NoCaption);
                if (parsed.GetValue(json))
                {
                    Json.Write(
                        host.Terminal.Out,
                        new
                        {
                            Path = target,
                            Pictures = taken.Length,
                            Same = same.Count,
                            Skipped = skipped,
                        }
                    );
                    return Task.FromResult(ExitCode.Fine);
                }
                host.Terminal.Error.WriteLine(
                    $"{Counted.Grouped(taken.Length, "picture")} cut, {same.Count:N0} left out as the same, "
                        + $"{skipped:N0} "
                        + $"skipped{(skipped == 0 ? "" : $"; hippogriff data check {path} names them")}."
                );
                host.Terminal.Out.WriteLine(target);
                return Task.FromResult(ExitCode.Fine);
            }
        );
        return command;
    }

    private static RgbImage Cut(CheckedPicture picture, IReadOnlyList<(int Width, int Height)> sizes, bool smart)
    {
        (int width, int height) = AspectBuckets.Nearest(sizes, picture.Width, picture.Height);
        RgbImage image = ImageFile.Read(picture.Path, enough: Math.Max(width, height));
        return smart ? SmartCrop.Cover(image, width, height) : ImageScaling.Cover(image, width, height);
    }
}
