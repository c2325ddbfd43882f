using Hippogriff.Adapters.Changes;
using Hippogriff.Kinds;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Adapters;

/// <summary>Says why a file cannot change a model.</summary>
/// <param name="file">The file.</param>
/// <param name="model">The model's name.</param>
internal sealed class LoraRefusals(SafetensorsFile file, string model)
{
    /// <summary>No layer of the file is one of the model's.</summary>
    public HippogriffException NothingFits(IReadOnlyList<string> unknown)
    {
        if (file.Entries.Count == 0)
            return new($"'{file.Path}' is not a LoRA: it holds no tensors.", FaultKind.DamagedFile);
        if (AdapterBases.BaseOf(file.ByName, file.Metadata) is { } made)
            return new(
                $"'{file.Path}' is a LoRA for {made}, not for the model {model}: it holds no layer that the model has, "
                    + $"but {Quoted.Few(unknown)}.",
                FaultKind.Incompatible
            );
        string what = AdapterBases.KindOf(file.ByName) is { } kind
            ? $"it is {kind}"
            : "it holds no layer that the model has";
        return new(
            $"'{file.Path}' is not a LoRA for the model {model}: {what}"
                + $"{(unknown.Count == 0 ? "" : $", but {Quoted.Few(unknown)}")}.",
            FaultKind.Incompatible
        );
    }

    /// <summary>Some layers of the file are not the model's, and all have to be.</summary>
    public HippogriffException NoLayerFor(IReadOnlyList<string> unknown) =>
        new(
            $"The LoRA '{file.Path}' does not fit the model {model}, which has no layer for {Quoted.Few(unknown)}.",
            FaultKind.Incompatible
        );

    /// <summary>Every change has the sizes of its layer.</summary>
    public void RequireFit(IReadOnlyList<LoraParts.Changed> layers)
    {
        List<(string Layer, string There, string Here)> unfit = [];
        foreach (LoraParts.Changed layer in layers)
        foreach ((FoundChange change, IReadOnlyList<AdapterLayers.Found> targets) in layer.Changes)
        {
            string here = change.Shape is { } shape ? ChangeShape.Text(shape) : "factors of other sizes";
            if (targets.Count == 0)
                unfit.Add((layer.Tensors.Layer, "without a bias", here));
            else if (targets.FirstOrDefault(target => !Fits(target, change)) is { } other)
                unfit.Add((layer.Tensors.Layer, ChangeShape.Text(ShapeOf(other)), here));
        }
        if (unfit.Count == 0)
            return;
        string made = AdapterBases.BaseOf(file.ByName, file.Metadata) is { } name ? $" (it was made for {name})" : "";
        (string first, string there, string inFile) = unfit[0];
        string others =
            unfit.Count == 1
                ? ""
                : $"; so are {Quoted.Few([.. unfit.Skip(1).Select(one => one.Layer)])}, "
                    + $"{unfit.Count} of {Counted.Of(layers.Count, "layer")}";
        throw new HippogriffException(
            $"The LoRA '{file.Path}' does not fit the model {model}{made}: the layer {Quoted.Name(first)} is {there} "
                + $"there, and the file changes {inFile}{others}.",
            FaultKind.Incompatible
        );
    }

    /// <summary>No layer and no word comes twice, under whatever names.</summary>
    public void RequireOnce(
        AdapterLayers known,
        IEnumerable<string> layers,
        IReadOnlyList<(string Word, string Name)> words
    )
    {
        IGrouping<(string, int?), string>? twice = layers
            .SelectMany(name => known.Find(name).Select(layer => (name, Part: (layer.Target, layer.Place?.Number))))
            .GroupBy(p => p.Part, p => p.name)
            .FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' names a layer twice: {Quoted.Few([.. twice])} are the same one.",
                FaultKind.DamagedFile
            );
        if (words.GroupBy(word => word.Word).FirstOrDefault(same => same.Count() > 1) is { } word)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' adds the word {Quoted.Name(word.Key)} twice.",
                FaultKind.DamagedFile
            );
    }

    /// <summary>The model takes words, of the width that the file has.</summary>
    public void RequireWords(IAdapterTarget target, IReadOnlyList<(string Word, string Name)> words)
    {
        if (words.Count > 0 && target.WordTable is null)
            throw new HippogriffException(
                $"The LoRA '{file.Path}' does not fit the model {model}: it adds words ({Quoted.Few([
                    .. words.Select(word => word.Word),
                ])}), and the model has no list of words.",
                FaultKind.Incompatible
            );
        foreach ((string word, string name) in words)
            if (file.ByName[name].Count != target.WordTable!.shape[1])
                throw new HippogriffException(
                    $"The LoRA '{file.Path}' does not fit the model {model}: its word {Quoted.Name(word)} has "
                        + $"{Counted.Of(file.ByName[name].Count, "number")}, and the model's words have "
                        + $"{target.WordTable.shape[1]}.",
                    FaultKind.Incompatible
                );
    }

    private static bool Fits(AdapterLayers.Found target, FoundChange change)
    {
        if (change.Shape is not { } shape)
            return change.Fits!(ShapeOf(target));
        long[] layer = target.Parameter.shape,
            stored = ChangeShape.For(shape, layer);
        if (target.Place is not { } place)
            return stored.SequenceEqual(layer);
        return place.Expression.Shape(name => name == place.Source ? stored : place.ShapeOf(name, layer), layer)
                is { } made
            && made.SequenceEqual(layer);
    }

    /// <summary>The shape that the file's layer should have.</summary>
    private static long[] ShapeOf(AdapterLayers.Found target) =>
        target.Place is { } place ? place.ShapeOf(place.Source, target.Parameter.shape) : target.Parameter.shape;
}
