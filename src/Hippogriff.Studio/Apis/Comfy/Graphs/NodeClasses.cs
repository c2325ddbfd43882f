namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>
/// The classes of ComfyUI's nodes that are understood here: those of its core, and a pair that the Krita plug-in sends
/// pictures with. Names, types and ranges are ComfyUI's.
/// </summary>
internal static class NodeClasses
{
    private static readonly Dictionary<string, NodeClass> s_byName = (
        (IReadOnlyList<NodeClass>[])[ModelClasses.All, LatentClasses.All, SamplerClasses.All, PictureClasses.All]
    )
        .SelectMany(classes => classes)
        .ToDictionary(one => one.Name);

    /// <summary>All of them, in order of the menu.</summary>
    public static IEnumerable<NodeClass> All => s_byName.Values;

    /// <summary>The class with that name; null if it is not understood.</summary>
    public static NodeClass? Find(string name) => s_byName.GetValueOrDefault(name);
}
