namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>A picture that a graph made, stored as uploads are.</summary>
/// <param name="Picture">Name of the upload.</param>
/// <param name="Seen">Name of the mask that is white where it is seen; null for everywhere.</param>
/// <param name="IsGenerated">Whether a network drew some of it.</param>
internal sealed record StoredPicture(string Picture, string? Seen, bool IsGenerated)
{
    private const char Upload = 'p',
        Generated = 'g',
        Mask = 'm';

    /// <summary>Its name for clients: <c>p12ab</c>, or <c>g12abm34cd</c> of a generated one with a mask.</summary>
    public override string ToString() => (IsGenerated ? Generated : Upload) + Picture[1..] + Seen;

    /// <summary>Reads a name for clients, which has the form of one.</summary>
    public static StoredPicture Read(string name)
    {
        int mask = name.IndexOf(Mask, StringComparison.Ordinal);
        string picture = mask < 0 ? name : name[..mask];
        return new StoredPicture(Upload + picture[1..], mask < 0 ? null : name[mask..], name[0] == Generated);
    }
}
