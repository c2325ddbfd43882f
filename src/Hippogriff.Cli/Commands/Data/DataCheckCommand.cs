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
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Data;

/// <summary><c>hippogriff data check DIR</c>: checks a folder before training.</summary>
internal static class DataCheckCommand
{
    private const int Cell = 96,
        MostOnSheet = 400;

    public static Command Build(CommandHost host)
    {
        DataCheckOptions options = new();
        DocumentedCommand command = new(
            "check",
            "Look through a folder before it is trained on: broken files, missing and long captions, "
                + "pictures that are there twice, sizes, transparency, colours.",
            "hippogriff data check my-pictures",
            "hippogriff data check my-pictures.zip --size 64 --sheet sheet.png",
            "hippogriff data check my-pictures --json"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(Run(host, options.Read(parsed), stop)));
        return command;
    }

    private static int Run(CommandHost host, DataCheckChoices choices, CancellationToken stop)
    {
        using PackedFolder data = PackedFolder.Open(choices.Folder, stop);
        OutputNames? page = choices.Sheet is { } file ? OutputNames.OfPng(file, host.OutFolder, "--sheet") : null;
        page?.Probe();
        if (SpriteLibrary.IsSpritesFolder(data.Path))
            return DataCheckSprites.Report(host.Terminal, data, choices, stop);
        FolderFindings found = Look(host.Terminal, data, choices.Settings, stop);
        string? written = page?.Put(Sheet(found, choices.Settings), "pictures", 0);
        if (choices.Json)
            Json.Write(host.Terminal.Out, Document(found, written));
        else
        {
            Write(host.Terminal, found, choices.Settings, choices.Most);
            if (written is not null)
                host.Terminal.Out.WriteLine(written);
        }
        return found.Skips ? ExitCode.Failed : ExitCode.Fine;
    }

    /// <summary>What was found, with the names that the files have for the user, also in a zip.</summary>
    private static FolderFindings Look(
        Terminal terminal,
        PackedFolder data,
        FolderCheckSettings settings,
        CancellationToken stop
    )
    {
        FolderFindings found = WorkBar.Run(
            terminal,
            "looking at pictures",
            progress => data.Read(path => FolderCheck.Look(path, settings, progress, stop))
        );
        return found with
        {
            Findings =
            [
                .. found.Findings.Select(f => f with { Path = data.Named(f.Path), Sentence = data.Named(f.Sentence) }),
            ],
        };
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
            string shorter =
                sides[0] == sides[^1]
                    ? $"All shorter sides are {sides[0]} pixels"
                    : $"Shorter sides of {sides[0]} to {sides[^1]} pixels, in the middle {sides[sides.Length / 2]}";
            string sizes = string.Join(", ", found.Buckets),
                cut = settings.Buckets
                    ? $"with --buckets training cuts {sizes}"
                    : $"training cuts squares of {settings.Size}, or with --buckets {sizes}";
            terminal.Out.WriteLine($"{shorter}; {cut}.");
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
