using System.Text.Json;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Models.Layers;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>
/// A judge on disk: <c>judge.json</c> and <c>judge.safetensors</c>. A shipped judge is stored next to models and not
/// mistaken for one.
/// </summary>
public static class JudgeFolder
{
    private const string WeightsFile = "judge.safetensors",
        CardFile = "judge.json";
    private const int MostSide = 2_048;
    internal const int MostWidth = 1_024;
    internal const int Making = 2; // 1: no boxes, no cells that look around
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>A judge's settings besides its weights.</summary>
    /// <param name="Labels">The meaning of its outputs.</param>
    /// <param name="Width">Width of its network.</param>
    /// <param name="Size">Side of its training pictures.</param>
    /// <param name="Threshold">Minimum certainty of a detected thing.</param>
    /// <param name="PicturesSeen">Number of lessons.</param>
    /// <param name="Seconds">Training time.</param>
    /// <param name="Making">Version of its architecture.</param>
    /// <param name="Patch">Side of the patches of its network in pixels.</param>
    internal sealed record Card(
        JudgeLabels Labels,
        int Width,
        int Size,
        double Threshold,
        long PicturesSeen,
        double Seconds,
        int Making,
        int Patch = JudgeNetwork.UsualPatch
    );

    /// <summary>Whether there is a judge of any world in the folder.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, WeightsFile));

    /// <summary>Folder of the shipped judge for this world; null if there is none.</summary>
    public static string? Shipped(SceneWorld world) =>
        ModelLibrary
            .Default()
            .FoldersWith(WeightsFile)
            .FirstOrDefault(folder =>
                CardOf(folder) is { Making: Making } card && Knows(card, JudgeLabels.Of(world), world.PictureSize)
            );

    /// <summary>Opens the judge in a folder.</summary>
    /// <exception cref="HippogriffException">There is none, or it has another world or version, or is
    /// damaged.</exception>
    public static Judge Open(SceneWorld world, string folder, Device device)
    {
        (JudgeNetwork network, Card card) = Read(world, folder, device);
        return new Judge(
            network,
            JudgeLabels.Of(world),
            card.Size,
            card.Threshold,
            ModelFolder.HashOf([Path.Combine(folder, WeightsFile)])
        );
    }

    /// <summary>Network and settings of the judge in a folder; the caller disposes the network.</summary>
    /// <exception cref="HippogriffException">As for <see cref="Open"/>.</exception>
    internal static (JudgeNetwork Network, Card Card) Read(SceneWorld world, string folder, Device device)
    {
        string weights = Path.Combine(folder, WeightsFile);
        (JudgeLabels labels, Card card) = (JudgeLabels.Of(world), CardFor(world, folder));
        using SafetensorsFile file = SafetensorsFile.Open(weights);
        WeightBudget.Require(
            file,
            Path.Combine(folder, CardFile),
            () => JudgeNetwork.Numbers(labels, card.Width, card.Patch)
        );
        JudgeNetwork network = FreshModule.Make(() => new JudgeNetwork(labels, card.Width, card.Patch));
        try
        {
            WeightLoader.Load(network, file);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        network.to(device);
        network.eval();
        ConvolutionLayout.ChannelsLast(network);
        return (network, card);
    }

    private static Card CardFor(SceneWorld world, string folder)
    {
        string weights = Path.Combine(folder, WeightsFile);
        if (!Exists(folder))
            throw new HippogriffException(
                $"There is no judge in '{folder}'; hippogriff evaluate --judge '{folder}' trains one there.",
                FaultKind.NotFound
            );
        Card card =
            CardOf(folder)
            ?? throw new HippogriffException(
                $"The judge's '{Path.Combine(folder, CardFile)}' cannot be read; delete its folder to train another."
            );
        if (card.Making != Making)
            throw new HippogriffException(
                $"The judge in '{weights}' was made by another version of Hippogriff; delete its folder to "
                    + "train another.",
                FaultKind.Incompatible
            );
        return Knows(card, JudgeLabels.Of(world), world.PictureSize)
            ? card
            : throw new HippogriffException(
                $"The judge in '{weights}' was trained on another world; delete its folder to train one for "
                    + "this world.",
                FaultKind.Incompatible
            );
    }

    /// <summary>Writes a judge, settings first: a folder without weights is not a judge.</summary>
    internal static void Save(string folder, JudgeNetwork network, Card card)
    {
        AtomicFile.Write(Path.Combine(folder, CardFile), JsonSerializer.SerializeToUtf8Bytes(card, s_json));
        WeightLoader.Save(network, Path.Combine(folder, WeightsFile), ScalarType.Float16);
    }

    private static Card? CardOf(string folder)
    {
        try
        {
            Card card = JsonText.ReadFile<Card>(Path.Combine(folder, CardFile), s_json, fault => fault);
            return
                card is { Width: >= 8 and <= MostWidth, Size: >= 8 and <= MostSide, Threshold: >= 0 and <= 1 }
                && card.Width % 8 == 0
                && card.Patch is 2 or 4
                && card.Size % (4 * card.Patch) == 0
                ? card
                : null;
        }
        catch (HippogriffException)
        {
            return null;
        }
    }

    private static bool Knows(Card card, JudgeLabels labels, int size) =>
        card.Labels.Matches(labels) && card.Size == size;
}
