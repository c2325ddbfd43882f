namespace Hippogriff.Studio.Pages.Forms;

/// <summary>Names that join labels to their fields; no two of a process are the same.</summary>
internal static class FieldId
{
    private static long s_last;

    public static string Next() => $"field-{Interlocked.Increment(ref s_last)}";
}
