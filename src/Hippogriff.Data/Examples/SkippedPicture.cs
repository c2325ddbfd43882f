namespace Hippogriff.Data.Examples;

/// <summary>A picture that was left out, and why, in a sentence that names it.</summary>
public sealed record SkippedPicture(string Path, string Reason);
