namespace Hippogriff.Data.Examples;

/// <summary>A skipped picture, with the reason in one sentence that names it.</summary>
public sealed record SkippedPicture(string Path, string Reason);
