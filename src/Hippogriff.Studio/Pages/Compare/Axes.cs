using System.Globalization;
using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Pages.Compare;

/// <summary>A setting that a comparison varies.</summary>
/// <param name="Key">Its name in URLs.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Example">Example of its values.</param>
/// <param name="Apply">Returns a request with one of its values; refuses invalid ones.</param>
/// <param name="Read">Reads its value from a picture's settings.</param>
internal sealed record Axis(
    string Key,
    string Name,
    string Example,
    Func<JobRequest, string, JobRequest> Apply,
    Func<GenerationSettings, string> Read
)
{
    private const int MostValues = 12;

    /// <summary>Its name beside one of its values: "seed", "guidance scale".</summary>
    public string One => Spoken.EndsWith('s') && Key != Axes.Steps ? Spoken[..^1] : Spoken;

    /// <summary>Its name within a sentence.</summary>
    public string Spoken => Key == Axes.Loras ? Name : Name.ToLowerInvariant();

    /// <summary>
    /// Parses values: prompts line by line, others separated by commas, whole numbers also as ranges ("1-4").
    /// </summary>
    /// <exception cref="HippogriffException">There are none or too many.</exception>
    public IReadOnlyList<string> Values(string text)
    {
        string[] parts =
            Key == Axes.Prompts
                ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : text.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] values =
        [
            .. parts
                .SelectMany(part => Key is Axes.Seeds or Axes.Steps ? Range(part) : [part])
                .Take(MostValues + 1)
                .Distinct(),
        ];
        return values.Length switch
        {
            0 => throw new HippogriffException($"There are no {Spoken} to compare; write some, for example {Example}."),
            > MostValues => throw new HippogriffException(
                $"More than {MostValues} {Spoken} are too many for one sheet."
            ),
            _ => values,
        };
    }

    private static IEnumerable<string> Range(string part)
    {
        string[] ends = part.Split('-', StringSplitOptions.TrimEntries);
        if (
            ends.Length != 2
            || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long low)
            || !long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out long high)
            || high < low
        )
        {
            yield return part;
            yield break;
        }
        for (long more = 0; more <= Math.Min(high - low, MostValues); more++)
            yield return (low + more).ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>The settings that a comparison can vary.</summary>
internal static class Axes
{
    public const string Seeds = "seed",
        Steps = "steps",
        Prompts = "prompt",
        Loras = "lora";

    public static IReadOnlyList<Axis> All { get; } =
    [
        new(
            Seeds,
            "Seeds",
            "1-4",
            (order, text) => order with { Seed = Whole(text, "seed") },
            settings => Text(settings.Seed)
        ),
        new(
            Steps,
            "Steps",
            "2, 5, 10, 20",
            (order, text) => order with { Steps = (int)Math.Min(int.MaxValue, Whole(text, "number of steps")) },
            settings => Text(settings.Steps)
        ),
        new(
            "guidance",
            "Guidance scales",
            "1, 2, 4, 8",
            (order, text) => order with { Guidance = Number(text, "guidance scale") },
            settings => Text(settings.Guidance)
        ),
        new(
            "sampler",
            "Samplers",
            "euler, heun, dpmpp_2m",
            (order, text) => GenerationFields.Sampler.Set(order, GenerationFields.Sampler.Check(text)),
            settings => settings.Sampler
        ),
        new(
            "schedule",
            "Schedules",
            "uniform, karras",
            (order, text) => order with { Schedule = ScheduleRegistry.Default.NameOf(text) },
            settings => settings.Schedule
        ),
        new(
            Loras,
            "LoRA weights",
            "0, 0.5, 1, 1.5",
            (order, text) => Weigh(order, Number(text, "weight of a LoRA")),
            settings => settings.Loras is { Count: > 0 } loras ? Text(loras[0].Weight) : ""
        ),
        new(
            Prompts,
            "Prompts",
            "one a line",
            (order, text) => order with { Prompt = text },
            settings => settings.Prompt
        ),
    ];

    public static Axis? Find(string? key) => All.FirstOrDefault(axis => axis.Key == key);

    /// <summary>The request with another weight for its first LoRA; others keep theirs.</summary>
    private static JobRequest Weigh(JobRequest order, double weight) =>
        order.Loras is { Count: > 0 } loras
            ? order with
            {
                Loras = [loras[0] with { Weight = weight }, .. loras.Skip(1)],
            }
            : throw new HippogriffException(
                "There is no LoRA whose weights could be compared; choose one in what all have in common."
            );

    private static long Whole(string text, string what) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new HippogriffException($"'{text}' is no {what}; whole numbers from 0 are.");

    private static double Number(string text, string what) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : throw new HippogriffException($"'{text}' is no {what}; numbers such as 2.5 are.");

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
