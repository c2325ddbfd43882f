namespace Hippogriff.Studio.Pages.Forms;

/// <summary>Unique ids that connect labels to their fields.</summary>
internal static class FieldId
{
    private static long s_last;

    public static string Next() => $"field-{Interlocked.Increment(ref s_last)}";
}
