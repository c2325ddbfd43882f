namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>What recorded clients ask in vain so far: the file NotYet.txt, a call a line.</summary>
internal static class NotYet
{
    /// <summary>Client, method, path and, where a path does several things, the name of the call.</summary>
    public static IReadOnlyList<string> Calls { get; } =
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Clients", "NotYet.txt"));
}
