using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Texts;

namespace Hippogriff.Denoising.Schedulers;

/// <summary>Reads scheduler_config.json and says what it cannot be.</summary>
internal static partial class SchedulerReader
{
    /// <summary>Numbers that Python writes and JSON does not know; all of them are defaults.</summary>
    [GeneratedRegex(@"(?<=[:,\[]\s*)-?(?:Infinity|NaN)(?=\s*[,}\]])", RegexOptions.CultureInvariant)]
    private static partial Regex NoNumber();

    private static readonly IReadOnlyDictionary<string, (double Low, double High)> s_ranges = new Dictionary<
        string,
        (double, double)
    >
    {
        ["num_train_timesteps"] = (2, 1_000_000),
        ["beta_start"] = (0, 1),
        ["beta_end"] = (0, 1),
        ["steps_offset"] = (0, 1_000),
        ["solver_order"] = (1, 3),
        ["predictor_order"] = (1, 3),
        ["corrector_order"] = (1, 3),
        ["original_inference_steps"] = (1, 1_000),
        ["shift"] = (1e-6, 1_000),
        ["flow_shift"] = (1e-6, 1_000),
        ["sigma_data"] = (1e-6, 1_000),
        ["rho"] = (1e-3, 1_000),
        ["dynamic_thresholding_ratio"] = (0, 1),
    };

    public static SchedulerConfig Read(string json, string name)
    {
        JsonElement root;
        try
        {
            using JsonDocument document = JsonDocument.Parse(NoNumber().Replace(json, "null"));
            root = document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw Bad($"{Fit.Piece(name)} is not JSON (line {error.LineNumber + 1}).");
        }
        if (root.ValueKind != JsonValueKind.Object)
            throw Bad($"{Fit.Piece(name)} is a JSON {root.ValueKind}, not an object of settings.");
        string kindName = root.TryGetProperty("_class_name", out JsonElement named) ? named.ToString() : "";
        SchedulerClass kind =
            SchedulerClass.TryFind(kindName)
            ?? throw Bad(
                $"{Fit.Piece(name)} names the scheduler '{Fit.Piece(kindName)}', which is not known here; there are "
                    + $"{string.Join(", ", SchedulerClass.All.Select(entry => entry.FullName))}."
            );
        Dictionary<string, object?> values = [];
        List<string> remarks = [];
        foreach (JsonProperty field in root.EnumerateObject())
        {
            if (SchedulerFields.IsKnown(field.Name))
                values[field.Name] = ValueOf(field, kind, name);
            else if (!SchedulerFields.IsAside(field.Name))
                remarks.Add($"{Fit.Piece(name)} has a field '{Fit.Piece(field.Name)}', which no scheduler here has.");
        }
        return new SchedulerConfig(kind, values, [.. remarks]);
    }

    private static object? ValueOf(JsonProperty field, SchedulerClass kind, string file)
    {
        object? usual = kind.Default(field.Name);
        JsonElement value = field.Value;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null when usual is null or double or double[]:
                return usual is double ? usual : null;
            case JsonValueKind.True or JsonValueKind.False when usual is bool:
                return value.GetBoolean();
            case JsonValueKind.Number when usual is double || (usual is null && field.Name is not "trained_betas"):
                return InRange(field, value.GetDouble(), file);
            case JsonValueKind.Array when usual is null or double[] && value.EnumerateArray().All(IsNumber):
                return value.EnumerateArray().Select(item => item.GetDouble()).ToArray();
            case JsonValueKind.String when value.GetString() is "-inf" && usual is double:
                return double.NegativeInfinity;
            case JsonValueKind.String when usual is null or string:
                return OneOf(field.Name, value.GetString()!, file);
        }
        throw Bad($"The field '{field.Name}' of {Fit.Piece(file)} cannot be {Fit.Piece(value.GetRawText())}.");
    }

    private static bool IsNumber(JsonElement item) => item.ValueKind == JsonValueKind.Number;

    private static double InRange(JsonProperty field, double value, string file)
    {
        if (s_ranges.TryGetValue(field.Name, out (double Low, double High) range))
            if (!(value >= range.Low && value <= range.High))
                throw Bad(
                    $"The field '{field.Name}' of {Fit.Piece(file)} is {value}, not between {range.Low} and "
                        + $"{range.High}."
                );
        return value;
    }

    private static string OneOf(string field, string value, string file)
    {
        if (SchedulerFields.Words(field) is { } words && !words.Contains(value))
            throw Bad(
                $"The field '{field}' of {Fit.Piece(file)} is '{Fit.Piece(value)}', and there are "
                    + $"{string.Join(", ", words)}."
            );
        return value;
    }

    private static HippogriffException Bad(string sentence) => new(sentence, FaultKind.DamagedFile);
}
