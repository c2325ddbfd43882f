namespace Hippogriff.Studio.Storage;

/// <summary>
/// Values of the database are checked when they are read: a page may be damaged, and a later version may have written
/// another kind.
/// </summary>
internal static class StoredValue
{
    /// <summary>True for what reading a column throws where its value is missing or none that can be.</summary>
    public static bool IsBad(Exception error) =>
        error
            is InvalidCastException
                or InvalidOperationException
                or FormatException
                or ArgumentException
                or OverflowException
                or NotSupportedException;

    /// <summary>A stored number as a member of an enumeration.</summary>
    /// <exception cref="FormatException">It has no member of that number.</exception>
    public static T Enum<T>(int number)
        where T : struct, System.Enum =>
        System.Enum.IsDefined((T)System.Enum.ToObject(typeof(T), number))
            ? (T)System.Enum.ToObject(typeof(T), number)
            : throw new FormatException($"There is no {typeof(T).Name} {number}.");
}
