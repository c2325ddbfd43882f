using Hippogriff.Data.Folders;
using Hippogriff.Data.Scenes;

namespace Hippogriff.Data;

/// <summary>How training data of any kind is taken.</summary>
public sealed record TrainingDataOptions : FolderOptions
{
    /// <summary>The world of composed scenes; null: <see cref="SceneWorld.First"/>.</summary>
    public SceneWorld? World { get; init; }

    /// <summary>Whether to use artwork under a share-alike licence.</summary>
    public bool WithShareAlike { get; init; }
}
