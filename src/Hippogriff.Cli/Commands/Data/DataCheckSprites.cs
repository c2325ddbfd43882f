using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Data;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Scenes;
using Hippogriff.Data.Zips;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Data;

/// <summary>The report of <c>hippogriff data check</c> on a sprites folder.</summary>
internal static class DataCheckSprites
{
    /// <summary>Checks the folder and reports.</summary>
    /// <returns>The exit code: failed if something cannot be used.</returns>
    /// <exception cref="HippogriffException">The folder cannot be used, or a sheet or buckets were
    /// requested.</exception>
    public static int Report(Terminal terminal, PackedFolder data, DataCheckChoices choices, CancellationToken stop)
    {
        string name = data.Named(data.Path);
        if (choices.Settings.Buckets)
            throw TrainingData.NoBuckets(name);
        if (choices.Sheet is not null)
            throw new HippogriffException(
                $"'{name}' holds sprites; hippogriff data scenes draws a sheet of scenes that are composed "
                    + "from them, so leave --sheet out."
            );
        SceneWorld world = SceneWorld.First;
        SpritesFindings found = WorkBar.Run(
            terminal,
            "looking at sprites",
            progress => data.Read(path => SpritesCheck.Look(path, world, progress, stop))
        );
        SpriteFault[] faults =
        [
            .. found.Faults.Select(fault => new SpriteFault(data.Named(fault.Path), data.Named(fault.Sentence))),
        ];
        if (choices.Json)
            Json.Write(
                terminal.Out,
                new
                {
                    found.Sprites,
                    found.Styles,
                    Skipped = faults.Select(fault => new { fault.Path, Reason = fault.Sentence }),
                    found.Missing,
                }
            );
        else
            Write(terminal.Out, name, found, faults, world, choices.Most);
        return faults.Length > 0 ? ExitCode.Failed : ExitCode.Fine;
    }

    private static void Write(
        TextWriter output,
        string name,
        SpritesFindings found,
        SpriteFault[] faults,
        SceneWorld world,
        int most
    )
    {
        string styles = string.Join(
            ", ",
            found.Styles.Select(style => found.Styles.Count == 1 ? style.Name : $"{style.Name} {style.Sprites:N0}")
        );
        output.WriteLine(
            $"'{name}' is a sprites folder, from which scenes are composed: "
                + $"{Counted.Grouped(found.Sprites, "sprite")} in "
                + $"{(found.Styles.Count == 1 ? "the style" : $"{Counted.Of(found.Styles.Count, "style")},")} "
                + $"{styles}."
        );
        foreach (SpriteFault fault in faults.Take(most))
            output.WriteLine(fault.Sentence);
        if (faults.Length > most)
            output.WriteLine($"... and {faults.Length - most:N0} more of this kind; --all shows them.");
        output.WriteLine(
            found.Missing.Count == 0
                ? $"All {world.Concepts.Count} things of the built-in world have a sprite in {found.Style}."
                : $"{found.Missing.Count} of the {world.Concepts.Count} things of the built-in world "
                    + $"{(found.Missing.Count == 1 ? "has" : "have")} no sprite in {found.Style} and "
                    + $"{(found.Missing.Count == 1 ? "is" : "are")} left out of scenes: "
                    + $"{string.Join(", ", found.Missing)}."
        );
    }
}
