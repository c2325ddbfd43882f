using Hippogriff.Adapters.Changes;
using Hippogriff.Kinds;
using Hippogriff.Weights;

namespace Hippogriff.Adapters;

/// <summary>Metadata of LoRAs from the headers of their files.</summary>
internal static class LoraCards
{
    /// <summary>The metadata of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="made">The model of our own that it was made for; null if it does not say one.</param>
    /// <exception cref="HippogriffException">It is not a LoRA.</exception>
    public static LoraCard Of(SafetensorsFile file, LoraBase? made)
    {
        (SafetensorsEntry Entry, string Layer, string Part)[] parts =
        [
            .. file
                .Entries.Select(e => (e, Split: ChangeKinds.Split(e.Name, file.ByName.ContainsKey)))
                .Where(one => one.Split is not null)
                .Select(one => (one.e, one.Split!.Value.Layer, one.Split.Value.Part)),
        ];
        IChangeKind[] kinds = [.. ChangeKinds.Of([.. parts.Select(one => one.Part)])];
        if (kinds.Length == 0)
            throw new HippogriffException(
                AdapterBases.KindOf(file.ByName) is { } kind
                    ? $"'{file.Path}' is not a LoRA, but {kind}."
                    : $"'{file.Path}' is not a LoRA: none of its tensors is part of a layer's change.",
                FaultKind.DamagedFile
            );
        string[] ranks = [.. kinds.SelectMany(kind => kind.RankParts)];
        return new LoraCard(
            LoraFile.NameOf(file.Path),
            made,
            parts.Where(one => ranks.Contains(one.Part)).Max(one => (long?)one.Entry.Shape.FirstOrDefault()) ?? 0,
            parts.Select(one => one.Layer).Distinct().Count(),
            WordsOf(file)
        )
        {
            Kinds =
            [
                .. kinds.Select(kind => kind.Name),
                .. parts.Any(one => one.Part == ChangeKinds.Magnitude) ? ["DoRA"] : Array.Empty<string>(),
            ],
            Family = AdapterBases.BaseOf(file.ByName, file.Metadata),
        };
    }

    /// <summary>The new words of a file, also those of embeddings that it bundles.</summary>
    public static IReadOnlyList<string> WordsOf(SafetensorsFile file) =>
        [
            .. file
                .Entries.Select(e => LoraNames.WordOf(e.Name) ?? BundledEmbeddings.Split(e.Name)?.Word)
                .OfType<string>()
                .Distinct(),
        ];
}
