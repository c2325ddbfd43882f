namespace Hippogriff.Tests.Support;

/// <summary>
/// What a message has to say, without its sentence: the name of the thing, the number, what is allowed. Fragments stand
/// in their order, with " ... " between them.
/// </summary>
internal static class Said
{
    private const string Between = " ... ";

    /// <summary>Asserts that a message says it.</summary>
    public static void InOrder(string fragments, string? message)
    {
        Assert.NotNull(message);
        int at = 0;
        foreach (string fragment in fragments.Split(Between))
        {
            int found = message.IndexOf(fragment, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{fragment}' of '{fragments}' is missing, or out of its order, in: {message}");
            at = found + fragment.Length;
        }
    }

    /// <summary>Asserts that one of the messages says it.</summary>
    public static void ByOne(string fragments, IEnumerable<string> messages) =>
        Assert.Contains(
            messages,
            message =>
                fragments
                    .Split(Between)
                    .Aggregate(
                        0,
                        (at, fragment) =>
                            at >= 0 && message.IndexOf(fragment, at, StringComparison.Ordinal) is var found and >= 0
                                ? found + fragment.Length
                                : -1
                    ) >= 0
        );

    /// <summary>Asserts that it is refused as an error of this kind.</summary>
    public static HippogriffException Refusing(FaultKind kind, string fragments, Action ask) =>
        Of(kind, fragments, Assert.ThrowsAny<HippogriffException>(ask));

    /// <inheritdoc cref="Refusing"/>
    public static async Task<HippogriffException> RefusingAsync(FaultKind kind, string fragments, Func<Task> ask) =>
        Of(kind, fragments, await Assert.ThrowsAnyAsync<HippogriffException>(ask));

    private static HippogriffException Of(FaultKind kind, string fragments, HippogriffException refusal)
    {
        InOrder(fragments, refusal.Message);
        Assert.Equal(kind, refusal.Kind);
        return refusal;
    }
}
