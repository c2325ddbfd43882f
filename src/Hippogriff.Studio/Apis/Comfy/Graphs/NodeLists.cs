namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>Names that an input can be set to.</summary>
/// <param name="Names">Those that are listed.</param>
/// <param name="Meant">The own name of what a client calls so; null if there is none.</param>
internal sealed record NameList(IReadOnlyList<string> Names, Func<string, string?> Meant)
{
    /// <summary>Names that are taken as they stand.</summary>
    public static NameList Of(IReadOnlyList<string> names) => new(names, name => names.Contains(name) ? name : null);

    /// <summary>Names of files, which clients write with their extension or without.</summary>
    public static NameList OfFiles(IReadOnlyList<string> names) =>
        new(names, name => names.FirstOrDefault(own => own == name || own == Path.GetFileNameWithoutExtension(name)));
}

/// <summary>What can be named in graphs of a client at this moment.</summary>
/// <param name="Models">Models, the default first; the empty name is the default.</param>
/// <param name="Loras">LoRAs.</param>
/// <param name="Vaes">VAEs.</param>
/// <param name="Uploads">Pictures that the client uploaded.</param>
internal sealed record NodeLists(NameList Models, NameList Loras, NameList Vaes, NameList Uploads)
{
    /// <summary>The VAE of the checkpoint itself.</summary>
    public const string OwnVae = "own";
}
