using System.CommandLine;
using Hippogriff.Adapters;
using Hippogriff.Cli.Hosting;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Story.Training;

namespace Hippogriff.Cli.Parsing;

/// <summary>Completions for values of options and arguments that can be listed.</summary>
internal static class CompletionValues
{
    /// <summary>Adds sources of values to the options and arguments of a command, and of those below it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="models">Where models that draw pictures are found.</param>
    /// <param name="ofStory">Whether it is of the story game, which has models of its own.</param>
    public static void Apply(Command command, IModelSource models, bool ofStory = false)
    {
        ofStory |= command.Name == "story";
        foreach (Option option in command.Options)
            if (SourceFor(option.Name, models, ofStory) is { } source)
                option.CompletionSources.Add(_ => Listed(source));
        if (command.Name == "show")
            foreach (Argument argument in command.Arguments)
                argument.CompletionSources.Add(_ => Listed(() => InstalledModels.List(models).Select(one => one.Name)));
        foreach (Command below in command.Subcommands)
            Apply(below, models, ofStory);
    }

    private static Func<IEnumerable<string>>? SourceFor(string option, IModelSource models, bool ofStory) =>
        option switch
        {
            "--model" or "--base" or "--mask-model" => () =>
                ofStory ? InstalledModels.Named(InstalledModels.Story) : models.List().Select(model => model.Name),
            "--judge" => () => InstalledModels.Named(InstalledModels.Judge),
            "--device" => () => ["auto", "cpu", "cuda"],
            "--lora" => Loras,
            "--genre" when ofStory => () => PlotGrammar.Genres,
            "--country" => () => PlotCountry.All.Select(country => country.Name),
            "--style" => () => FilmPlots.Styles,
            _ => null,
        };

    /// <summary>Names of the LoRAs in loras/ and studio/loras/, here and above.</summary>
    private static IEnumerable<string> Loras()
    {
        for (DirectoryInfo? at = new(Directory.GetCurrentDirectory()); at is not null; at = at.Parent)
            foreach (string name in LoraOption.Folders)
                if (Path.Combine(at.FullName, name) is var folder && Directory.Exists(folder))
                    foreach (string file in Directory.EnumerateFiles(folder, "*" + LoraFile.Extension))
                        yield return Path.GetFileNameWithoutExtension(file);
    }

    /// <summary>A folder that cannot be read offers nothing: a shell has no place for a sentence.</summary>
    private static IEnumerable<System.CommandLine.Completions.CompletionItem> Listed(Func<IEnumerable<string>> source)
    {
        try
        {
            return [.. source().Select(name => new System.CommandLine.Completions.CompletionItem(name))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or HippogriffException)
        {
            return [];
        }
    }
}
