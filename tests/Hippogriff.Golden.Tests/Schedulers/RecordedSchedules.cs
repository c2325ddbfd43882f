using System.Text.Json;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>The area "schedulers" of the recordings.</summary>
internal static class RecordedSchedules
{
    private static readonly string[] s_index = ["schedulers", "index.json"];

    /// <summary>The entries of a list of its index by name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Entries(string list) =>
        GoldenFolder.Entries(list, s_index).ToDictionary(entry => entry.GetProperty("name").GetString()!);

    /// <summary>The entries of a list of its index as cases of a theory, by name.</summary>
    public static TheoryData<string> Names(string list, Func<string, bool>? which = null) =>
        [.. Entries(list).Keys.Where(name => which?.Invoke(name) ?? true)];

    public static GoldenTensors Tensors(string file) => GoldenTensors.Of("schedulers", file + ".safetensors");

    public static double Tolerance(this JsonElement entry) => entry.GetProperty("tolerance").GetDouble();
}
