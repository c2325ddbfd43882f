using Hippogriff.Data.Examples;
using Hippogriff.Data.Zips;
using Hippogriff.Devices;
using Hippogriff.FolderModels;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.PromptGrammar;
using Hippogriff.Tokenizers;

namespace Hippogriff.Data;

/// <summary>
/// <c>folder:DIR</c>: the closed-form model of a folder's captioned pictures, or of scenes of its sprites. It draws
/// without training. As a source of models it is the default one, before those of another source.
/// </summary>
/// <param name="model">"folder:" and the path, as the operator set it. The model is called by the folder's name
/// alone.</param>
/// <param name="others">The other models.</param>
public sealed class PictureFolderSource(string model, IModelSource others) : IModelSource
{
    private const string Prefix = "folder:";
    private const int DefaultSide = 64;

    /// <summary>Maximum number of pictures, since every step reads all of them.</summary>
    private const int MostPictures = 4096;

    /// <summary>Number of scenes composed from a folder of sprites.</summary>
    private const int Scenes = 1024;

    private readonly ListedModel _own = new(
        Prefix + Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(FolderOf(model))))
    )
    {
        IsDefault = true,
    };
    private (ModelFacts Facts, string Hash)? _known;

    /// <summary>Whether a model's name means a folder of pictures.</summary>
    public static bool IsMeant(string? model) => model?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The path in a name for which <see cref="IsMeant"/> is true.</summary>
    public static string FolderOf(string model) => model[Prefix.Length..];

    /// <summary>Opens the model of a folder.</summary>
    /// <param name="model">"folder:" and the path.</param>
    /// <param name="name">The model's name; null: <paramref name="model"/>.</param>
    /// <param name="size">Size of the pictures, a square; null: 64x64.</param>
    /// <param name="device">See <see cref="DeviceChoice"/>.</param>
    /// <param name="cancellationToken">Cancels loading.</param>
    /// <exception cref="HippogriffException">The folder has no captioned pictures, or the size is not
    /// square.</exception>
    public static Task<DiffusionPipeline> OpenAsync(
        string model,
        string? name,
        PictureSize? size,
        string device,
        CancellationToken cancellationToken
    )
    {
        if (size is { } asked && asked.Width != asked.Height)
            throw new HippogriffException($"--size takes squares for {model}, not {asked}.");
        return DiffusionPipeline.LoadAsync(
            token =>
            {
                TorchSharp.torch.Device place = DeviceChoice.Parse(device);
                using PackedFolder data = PackedFolder.Open(FolderOf(model), token);
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
                    name ?? model,
                    [.. examples.Select(example => example.Image)],
                    [.. examples.Select(example => example.Caption)],
                    place
                );
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public IReadOnlyList<ListedModel> List() =>
        [_own, .. others.List().Where(other => other.Name != _own.Name).Select(NotDefault)];

    /// <inheritdoc/>
    public ListedModel Find(string? name = null)
    {
        if (name is null || name == _own.Name)
            return _own;
        IReadOnlyList<ListedModel> all = List();
        return all.FirstOrDefault(listed => listed.Name == name)
            ?? throw new HippogriffException(
                $"There is no model '{name}'; there is {string.Join(", ", all.Take(20).Select(one => one.Name))}.",
                FaultKind.NotFound
            );
    }

    /// <inheritdoc/>
    public ModelFacts Facts(ListedModel model) =>
        model == _own ? KnownAsync(default).GetAwaiter().GetResult().Facts : others.Facts(model);

    /// <inheritdoc/>
    public IReadOnlyList<string> FitsOf(ListedModel model, IReadOnlyList<LoraChoice> loras) =>
        model == _own ? [] : others.FitsOf(model, loras);

    /// <inheritdoc/>
    public ClipTokenizer? TokenizerOf(ListedModel model) => model == _own ? null : others.TokenizerOf(model);

    /// <inheritdoc/>
    public IReadOnlyList<EmbeddingTrigger> EmbeddingsOf(ListedModel model) =>
        model == _own ? [] : others.EmbeddingsOf(model);

    /// <inheritdoc/>
    public ModelWords? WordsOf(ListedModel model) => model == _own ? null : others.WordsOf(model);

    /// <inheritdoc/>
    public async Task<string> HashAsync(ListedModel model, CancellationToken cancellationToken = default) =>
        model == _own
            ? (await KnownAsync(cancellationToken).ConfigureAwait(false)).Hash
            : await others.HashAsync(model, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<DiffusionPipeline> OpenAsync(
        ListedModel model,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        model == _own
            ? OpenOwnAsync(options?.Device ?? "cpu", cancellationToken)
            : others.OpenAsync(model, options, cancellationToken);

    private Task<DiffusionPipeline> OpenOwnAsync(string device, CancellationToken cancellationToken) =>
        OpenAsync(model, _own.Name, null, device, cancellationToken);

    /// <summary>What its pictures say, read once.</summary>
    private async Task<(ModelFacts Facts, string Hash)> KnownAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known)
            return known;
        await using DiffusionPipeline opened = await OpenOwnAsync("cpu", cancellationToken).ConfigureAwait(false);
        (ModelFacts, string) found = (opened.Facts, opened.Hash);
        _known = found;
        return found;
    }

    private static ListedModel NotDefault(ListedModel other) => other with { IsDefault = false };
}
