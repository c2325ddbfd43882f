using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Scenes;
using Hippogriff.Data.Zips;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Data;

/// <summary><c>hippogriff data check DIR</c>: checks a folder before training.</summary>
internal static class DataCheckCommand
{
    private const int Shown = 5,
        Cell = 96,
        MostOnSheet = 400;

    public static Command Build(CommandHost host)
    {
        FolderCheckSettings defaults = new();
        Argument<string> folder = new("DIR")
        {
            Description = "A folder of captioned pictures or of sprites, or a zip file of one.",
        };
        Option<PictureSize?> size = Values.Square(
            8,
            1024,
            $"Size in pixels. The side of the pictures that training will take. Default: {defaults.Size}."
        );
        Option<int?> words = Values.Whole(
            "--words",
            1,
            1024,
            $"Number of words. So many of a caption the model will read (text.length of the recipe). Default: "
                + $"{defaults.Words}."
        );
        Option<bool> silent = new("--no-captions")
        {
            Description = "For a model without words: captions are left out. Pictures need none.",
        };
        Option<bool> buckets = new("--buckets")
        {
            Description =
                "Take pictures in a few proportions, from 1:2 to 2:1, instead of squares. What is cut off and "
                + "blurred is "
                + "told as train --buckets would do it.",
        };
        Option<bool> all = new("--all")
        {
            Description =
                $"Show all, not only the first or the most telling. Left out: the first {Shown} remarks of each kind.",
        };
        Option<string?> sheet = Values.Text(
            "--sheet",
            "FILE",
            "A labelled sheet of pictures, a .png. They are shown as training sees them, with their captions."
        );
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "check",
            "Look through a folder before it is trained on: broken files, missing and long captions, "
                + "pictures that are there twice, sizes, transparency, colours.",
            "hippogriff data check my-pictures",
            "hippogriff data check my-pictures.zip --size 64 --sheet sheet.png",
            "hippogriff data check my-pictures --json"
        )
        {
            folder,
            size,
            words,
            silent,
            buckets,
            all,
            sheet,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                using PackedFolder data = PackedFolder.Open(parsed.GetRequiredValue(folder), stop);
                OutputNames? page = parsed.GetValue(sheet) is { } file
                    ? OutputNames.OfPng(file, host.OutFolder, "--sheet")
                    : null;
                page?.Probe();
                FolderCheckSettings settings = new(
                    parsed.GetValue(size)?.Width ?? defaults.Size,
                    parsed.GetValue(words) ?? defaults.Words,
                    !parsed.GetValue(silent),
                    parsed.GetValue(buckets)
                );
                if (SpriteLibrary.IsSpritesFolder(data.Path))
                    return Task.FromResult(
                        DataCheckSprites.Report(
                            host.Terminal,
                            data,
                            settings,
                            page is not null,
                            parsed.GetValue(json),
                            parsed.GetValue(all) ? int.MaxValue : Shown,
                            stop
                        )
                    );
                FolderFindings found = WorkBar.Run(
                    host.Terminal,
                    "looking at pictures",
                    progress => data.Read(path => FolderCheck.Look(path, settings, progress, stop))
                );
                found = found with
                {
                    Findings =
                    [
                        .. found.Findings.Select(f =>
                            f with
                            {
                                Path = data.Named(f.Path),
                                Sentence = data.Named(f.Sentence),
                            }
                        ),
                    ],
                };
                string? written = page?.Put(Sheet(found, settings), "pictures", 0);
                if (parsed.GetValue(json))
                    Json.Write(host.Terminal.Out, Document(found, written));
                else
                {
                    Write(host.Terminal, found, settings, parsed.GetValue(all) ? int.MaxValue : Shown);
                    if (written is not null)
                        host.Terminal.Out.WriteLine(written);
                }
                return Task.FromResult(found.Skips ? ExitCode.Failed : ExitCode.Fine);
            }
        );
        return command;
    }

    private static object Document(FolderFindings found, string? sheet) =>
        new
        {
            Usable = found.Pictures.Count,
            found.Words,
            Skipped = found.Findings.Where(Skips).Select(f => new { f.Path, Reason = f.Sentence }),
            Remarks = found
                .Findings.Where(f => !Skips(f))
                .Select(f => new
                {
                    Kind = f.Kind.ToString(),
                    f.Path,
                    f.Sentence,
                }),
            Proportions = found.Buckets,
            Sheet = sheet,
        };

    private static bool Skips(PictureFinding finding) => finding.Kind is FindingKind.Broken or FindingKind.NoCaption;

    private static void Write(Terminal terminal, FolderFindings found, FolderCheckSettings settings, int most)
    {
        foreach (IGrouping<FindingKind, PictureFinding> kind in found.Findings.GroupBy(f => f.Kind))
        {
            foreach (PictureFinding finding in kind.Take(most))
                terminal.Out.WriteLine(finding.Sentence);
            if (kind.Count() > most)
                terminal.Out.WriteLine($"... and {kind.Count() - most:N0} more of this kind; --all shows them.");
        }
        if (found.Pictures.Count > 0)
        {
            int[] sides = [.. found.Pictures.Select(p => Math.Min(p.Width, p.Height)).Order()];
            string sizes = string.Join(", ", found.Buckets),
                cut = settings.Buckets
                    ? $"with --buckets training cuts {sizes}"
                    : $"training cuts squares of {settings.Size}, or with --buckets {sizes}";
            terminal.Out.WriteLine(
                $"Shorter sides of {sides[0]} to {sides[^1]} pixels, in the middle {sides[sides.Length / 2]}; {cut}."
            );
            if (settings.Captions)
                terminal.Out.WriteLine($"{Counted.Grouped(found.Words, "different word")} in the captions.");
        }
        int skipped = found.Findings.Count(Skips);
        string with = settings.Captions ? " with captions" : "";
        terminal.Out.WriteLine(
            skipped == 0
                ? $"{Counted.Grouped(found.Pictures.Count, "picture")}{with}, none broken."
                : $"{found.Pictures.Count:N0} of {Counted.Grouped(found.Pictures.Count + skipped, "picture")} "
                    + $"can be trained on, {skipped:N0} would be skipped."
        );
    }

    private static byte[] Sheet(FolderFindings found, FolderCheckSettings settings)
    {
        if (found.Pictures.Count == 0)
            throw new HippogriffException("No picture can be trained on, so there is none for a sheet.");
        SheetPicture[] cells =
        [
            .. found
                .Pictures.Take(MostOnSheet)
                .Select(picture => new SheetPicture(Cut(picture, settings), picture.Captions[0])),
        ];
        return PngFile.Encode(
            ContactSheet.Grid(
                cells,
                title: found.Pictures.Count > cells.Length
                    ? $"The first {cells.Length} of {Counted.Grouped(found.Pictures.Count, "picture")}"
                    : ""
            )
        );
    }

    /// <summary>A picture cropped as in training; large ones are reduced.</summary>
    private static RgbImage Cut(CheckedPicture picture, FolderCheckSettings settings)
    {
        (int width, int height) = settings.CutTo(picture.Width, picture.Height);
        double reduced = Math.Min(1.0, (double)Cell / settings.Size);
        return ImageScaling.Cover(
            ImageFile.Read(picture.Path, enough: Math.Max(width, height)),
            (int)Math.Round(width * reduced),
            (int)Math.Round(height * reduced)
        );
    }
}
