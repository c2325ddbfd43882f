using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;

namespace Hippogriff.Tests.Pipelines;

/// <summary>
/// A source with one model, made in memory, whatever name is asked for. It is made once more to tell its facts.
/// </summary>
/// <param name="make">Makes the model.</param>
internal sealed class OneModelSource(Func<IPictureModel> make) : IModelSource
{
    private readonly Lazy<(ModelFacts Facts, string Hash, ModelWords? Words)> _known = new(() =>
    {
        IPictureModel model = make();
        return (model.Facts, model.Hash, Words(model));
    });

    /// <summary>Whether only its own name is known, instead of every name.</summary>
    public bool IsStrict { get; init; }

    /// <summary>What is listed, and found by name, instead of the one model; only that one is opened.</summary>
    public IModelSource? Shown { get; init; }

    /// <summary>Runs before it is opened.</summary>
    public Action? Opening { get; init; }

    public IReadOnlyList<ListedModel> List() => Shown?.List() ?? [Find()];

    public ListedModel Find(string? name = null)
    {
        ListedModel own = new(_known.Value.Facts.Name) { IsDefault = true };
        if (name is null || name == own.Name || !IsStrict && Shown is null)
            return own;
        return Shown?.Find(name)
            ?? throw new HippogriffException($"There is no model '{name}'; there is {own.Name}.", FaultKind.NotFound);
    }

    public ModelFacts Facts(ListedModel model) =>
        model.Files is null || Shown is null ? _known.Value.Facts : Shown.Facts(model);

    public ModelWords? WordsOf(ListedModel model) =>
        model.Files is not null ? Shown?.WordsOf(model) : (_known.Value.Words ?? Shown?.WordsOf(Shown.Find()));

    public Task<string> HashAsync(ListedModel model, CancellationToken cancellationToken = default) =>
        Task.FromResult(_known.Value.Hash);

    /// <summary>The list of words of a model that has one, without a table of meanings.</summary>
    private static ModelWords? Words(IPictureModel model) =>
        model is NetworkModel network
            ? new ModelWords(network.Vocabulary, network.Network.TextEncoder.Config.Length)
            : null;

    public Task<DiffusionPipeline> OpenAsync(
        ListedModel model,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        Opening?.Invoke();
        return DiffusionPipeline.LoadAsync(make, cancellationToken);
    }
}
