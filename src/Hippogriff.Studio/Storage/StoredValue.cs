namespace Hippogriff.Studio.Storage;

/// <summary>
/// Validates values read from the database: a page may be damaged, or a later version may have written other values.
/// </summary>
internal static class StoredValue
{
    /// <summary>True for exceptions from reading a missing or invalid value.</summary>
    public static bool IsBad(Exception error) =>
        error
            is InvalidCastException
                or InvalidOperationException
                or FormatException
                or ArgumentException
                or OverflowException
                or NotSupportedException;

    /// <summary>A stored number as a member of an enumeration.</summary>
    /// <exception cref="FormatException">It has no member with that number.</exception>
    public static T Enum<T>(int number)
        where T : struct, System.Enum =>
        System.Enum.IsDefined((T)System.Enum.ToObject(typeof(T), number))
            ? (T)System.Enum.ToObject(typeof(T), number)
            : throw new FormatException($"There is no {typeof(T).Name} {number}.");
}
