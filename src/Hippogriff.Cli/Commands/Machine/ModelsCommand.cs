using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Files;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>
/// <c>hippogriff models</c>: lists models, describes one, and shows the settings of a picture. Only a sheet of what a
/// model can draw loads libtorch.
/// </summary>
internal static class ModelsCommand
{
    public static Command Build(CommandHost host) =>
        new("models", "List models and their words, show one, or show what a picture was drawn with.")
        {
            BuildList(host),
            ModelsShow.Build(host),
            ModelsWords.Build(host),
        };

    private static DocumentedCommand BuildList(CommandHost host)
    {
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "list",
            "List the models of all kinds that are found in models/ here or above, and in $HIPPOGRIFF_MODELS.",
            "hippogriff models list",
            "hippogriff models list --json"
        )
        {
            json,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<InstalledModel> models = InstalledModels.List(host.Models);
            if (parsed.GetValue(json))
                WriteList(host.Terminal, models);
            else
                ShowList(host.Terminal, models);
        });
        return command;
    }

    private static void WriteList(Terminal terminal, IReadOnlyList<InstalledModel> models) =>
        Json.Write(
            terminal.Out,
            models.Select(model =>
            {
                ModelDefinition? definition = DefinitionOf(model);
                return new
                {
                    model.Name,
                    model.Kind,
                    Checkpoint = definition?.Kind,
                    definition?.License,
                    Missing = definition is { Missing.Count: > 0 } ? definition.Missing : null,
                    model.Path,
                    Bytes = BytesOf(model.Path),
                };
            })
        );

    private static void ShowList(Terminal terminal, IReadOnlyList<InstalledModel> models)
    {
        if (models.Count == 0)
        {
            terminal.Error.WriteLine("There are no models here; hippogriff doctor says what to do.");
            return;
        }
        TextTable table = new("name", "kind", "size", "folder");
        foreach (InstalledModel model in models)
            table.Add(
                model.Name,
                DefinitionOf(model) is { } checkpoint && CheckpointView.IsPublic(checkpoint)
                    ? CheckpointView.KindOf(checkpoint)
                    : model.Kind,
                Megabytes(BytesOf(model.Path)),
                model.Path
            );
        table.Write(terminal);
    }

    private static ModelDefinition? DefinitionOf(InstalledModel model) =>
        model.Kind == InstalledModels.Pictures ? CheckpointView.TryRead(model.Path) : null;

    internal static long BytesOf(string folder) => new ModelFolder("", folder).WeightFiles.Sum(RegularFile.LengthOf);

    /// <summary>A size in megabytes; that of a small file in kilobytes.</summary>
    internal static string Megabytes(long bytes) =>
        bytes < 100_000
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} KB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
