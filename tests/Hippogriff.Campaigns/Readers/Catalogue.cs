using Hippogriff.Campaigns.Fuzzing;

namespace Hippogriff.Campaigns.Readers;

/// <summary>All readers.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Reader> All { get; } =
    [
        .. WeightReaders.All,
        .. ModelReaders.All,
        .. PictureReaders.All,
        .. TextReaders.All,
        .. DataReaders.All,
        .. StudioReaders.All,
        .. HttpReaders.All,
    ];

    /// <summary>The reader of that name.</summary>
    /// <exception cref="HippogriffException">There is none.</exception>
    public static Reader Find(string name) =>
        All.FirstOrDefault(reader => reader.Name == name)
        ?? throw new HippogriffException(
            $"There is no target '{name}'; there are {string.Join(", ", All.Select(reader => reader.Name))}."
        );
}
