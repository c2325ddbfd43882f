using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;

namespace Hippogriff.Cli.Commands.Data;

/// <summary><c>hippogriff data scenes</c>: makes a sheet of scenes composed from sprites, with captions.</summary>
internal static class DataScenesCommand
{
    public static Command Build(CommandHost host)
    {
        DataScenesOptions options = new();
        DocumentedCommand command = new(
            "scenes",
            "Write captioned scenes, as training sees them: a sheet, or a folder of pictures.",
            "hippogriff data scenes --data sprites --out sheet.png",
            "hippogriff data scenes --data sprites --world my-world.json --count 48 --seed 3",
            "hippogriff data scenes --data sprites --world giraffes.json --count 24 --folder giraffes"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(Run(host, options.Read(parsed), stop)));
        return command;
    }

    private static int Run(CommandHost host, DataScenesChoices choices, CancellationToken stop)
    {
        if (choices.Folder is { } target)
            FolderFlow.Require(target, choices.Resume);
        OutputNames names = OutputNames.OfPng(choices.Out, host.OutFolder);
        SceneWorld world = WorldOption.Load(choices.World);
        SpriteLibrary sprites = SpriteLibrary.Open(choices.Data, world);
        SceneComposer composer = new(world, sprites, choices.Seed, choices.Side, choices.Share);
        if (choices.Folder is null)
            names.Probe();
        if (sprites.Missing.Count > 0)
            host.Terminal.Error.WriteLine(
                $"The folder has no artwork for {string.Join(", ", sprites.Missing)}; scenes leave them out."
            );
        (string path, string[] captions) = choices.Folder is { } folder
            ? (folder, WriteFolder(host, choices, composer, folder, stop))
            : WriteSheet(choices, composer, names);
        if (choices.Json)
            Json.Write(
                host.Terminal.Out,
                new
                {
                    Path = path,
                    choices.Seed,
                    Captions = captions,
                    sprites.Missing,
                }
            );
        else
            host.Terminal.Out.WriteLine(path);
        return ExitCode.Fine;
    }

    /// <returns>The captions.</returns>
    private static string[] WriteFolder(
        CommandHost host,
        DataScenesChoices choices,
        SceneComposer composer,
        string folder,
        CancellationToken stop
    )
    {
        string[] captions = [.. Enumerable.Range(0, choices.Count).Select(i => composer.Caption(i))];
        FolderFlow.Write(
            host,
            "composing",
            new FolderContent(folder, choices.Resume, choices.Count, i => [captions[i]], i => composer.Get(i).Image),
            stop
        );
        return captions;
    }

    private static (string Path, string[] Captions) WriteSheet(
        DataScenesChoices choices,
        SceneComposer composer,
        OutputNames names
    )
    {
        Example[] examples = [.. Enumerable.Range(0, choices.Count).Select(i => composer.Get(i))];
        string path = names.Put(
            PngFile.Encode(
                ContactSheet.Grid([.. examples.Select(example => new SheetPicture(example.Image, example.Caption))]),
                texts: choices.Note.And(("--count", choices.Count), ("--seed", choices.Seed)).Texts
            ),
            "scenes",
            choices.Seed
        );
        return (path, [.. examples.Select(example => example.Caption)]);
    }
}
