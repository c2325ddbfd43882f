using System.Text.Json;

namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>An input that broke a rule, with all that it takes to see it again.</summary>
/// <param name="Target">Name of the reader.</param>
/// <param name="Seed">Seed of the campaign.</param>
/// <param name="Index">Number of the input.</param>
/// <param name="Rule">What was broken; findings of one rule and place are one fault.</param>
/// <param name="Detail">What happened.</param>
/// <param name="Input">The input itself, so that it stays the same when the mutators change.</param>
internal sealed record Finding(string Target, long Seed, long Index, string Rule, string Detail, byte[] Input)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads a file that <see cref="FindingFolder"/> wrote.</summary>
    public static Finding Load(string path) =>
        JsonSerializer.Deserialize<Finding>(File.ReadAllBytes(path), s_json)
        ?? throw new InvalidDataException($"'{path}' holds no finding.");

    /// <summary>Writes it.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, s_json));
}

/// <summary>A folder of findings: a few a fault, since thousands of inputs find the same.</summary>
internal sealed class FindingFolder(string folder)
{
    private const int MostEach = 3;
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>Faults so far, each with how often it was met.</summary>
    public IReadOnlyDictionary<string, int> Seen => _seen;

    /// <summary>Keeps a finding, or counts it where there are enough like it.</summary>
    public void Add(Finding finding)
    {
        string key = $"{finding.Target}: {finding.Rule}";
        int count = _seen[key] = _seen.GetValueOrDefault(key) + 1;
        if (count > MostEach)
            return;
        Directory.CreateDirectory(folder);
        string rule = new([.. finding.Rule.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.').Take(60)]);
        finding.Save(Path.Combine(folder, $"{finding.Target}-{rule}-{finding.Seed}-{finding.Index}.json"));
    }
}
