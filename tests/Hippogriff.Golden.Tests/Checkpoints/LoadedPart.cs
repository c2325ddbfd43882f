using Hippogriff.Models;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Checkpoints;

/// <summary>Fills a part of a recorded checkpoint as the loader does.</summary>
internal static class LoadedPart
{
    public static T Of<T>(PublicPart part)
        where T : nn.Module
    {
        using WeightFiles files = WeightFiles.Open(part.Part.Find());
        nn.Module network = FreshModule.OnMeta(part.Part.Build);
        WeightLoader.Load(network, files, new WeightLoading { Map = part.Part.Map });
        network.eval();
        return (T)network;
    }

    /// <summary>The class that a part of a recorded folder has by its index; null without such a part.</summary>
    public static string? ClassOf(string area, string folder, string part) =>
        GoldenFolder.Has(area, folder, "model_index.json")
        && GoldenFolder.Json(area, folder, "model_index.json").TryGetProperty(part, out var names)
            ? names[1].GetString()
            : null;
}
