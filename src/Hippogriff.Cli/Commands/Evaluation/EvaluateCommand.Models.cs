using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Data.Scenes;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Evaluation;

internal static partial class EvaluateCommand
{
    /// <summary>Ratio of the model's picture size to the judge's input size.</summary>
    private static int Upsampled(NetworkModel model, SceneWorld world) =>
        model.Defaults.Width == model.Defaults.Height && model.Defaults.Width % world.PictureSize == 0
            ? model.Defaults.Width / world.PictureSize
            : throw new HippogriffException(
                $"The model {model.Name} draws {model.Defaults.Width}x{model.Defaults.Height} pixels; the judge needs "
                    + $"{world.PictureSize}x{world.PictureSize} (pictureSize in the world) or a whole multiple."
            );

    /// <summary>Creates the report's folder, so that an unwritable place is found before minutes of sampling.</summary>
    private static void Probe(string folder)
    {
        if (File.Exists(folder))
            throw new HippogriffException($"--report takes a folder, and '{folder}' is a file.");
        new OutputNames(folder + Path.DirectorySeparatorChar, folder, "--report").Probe();
    }
}
