using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Zips;
using Hippogriff.Devices;
using Hippogriff.FolderModels;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Hosting;

/// <summary>
/// Opens <c>folder:DIR</c>: the closed-form model of a folder's captioned pictures, or of scenes of its sprites. It
/// draws without training.
/// </summary>
internal static class FolderPipeline
{
    private const string Prefix = "folder:";
    private const int DefaultSide = 64;

    /// <summary>Maximum number of pictures, since every step reads all of them.</summary>
    private const int MostPictures = 4096;

    /// <summary>Number of scenes composed from a folder of sprites.</summary>
    private const int Scenes = 1024;

    public static bool IsMeant(string? model) => model?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true;

    /// <exception cref="HippogriffException">The folder has no captioned pictures, or the size is not
    /// square.</exception>
    public static Task<DiffusionPipeline> OpenAsync(
        string model,
        PictureSize? size,
        string device,
        CancellationToken stop
    )
    {
        if (size is { } asked && asked.Width != asked.Height)
            throw new HippogriffException($"--size takes squares for {model}, not {asked}.");
        return DiffusionPipeline.LoadAsync(
            token =>
            {
                TorchSharp.torch.Device place = DeviceChoice.Parse(device);
                using PackedFolder data = PackedFolder.Open(model[Prefix.Length..], token);
                IExampleSource source = data.Read(path =>
                    TrainingData.Open(path, size?.Width ?? DefaultSide, seed: 0, cancellationToken: token)
                );
                Example[] examples =
                [
                    .. Enumerable
                        .Range(0, (int)Math.Min(source.Count ?? Scenes, MostPictures))
                        .Select(i => source.Get(i)),
                ];
                return new FolderModel(
                    model,
                    [.. examples.Select(example => example.Image)],
                    [.. examples.Select(example => example.Caption)],
                    place
                );
            },
            stop
        );
    }
}
