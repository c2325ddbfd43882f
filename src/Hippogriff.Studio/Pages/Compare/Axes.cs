using System.Globalization;
using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Studio.Pages.Compare;

/// <summary>A setting that a comparison varies.</summary>
/// <param name="Key">Its name in URLs.</param>
/// <param name="Name">The text that is its name for people.</param>
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

    /// <summary>The text that is its name beside one of its values: "seed", "guidance scale".</summary>
    public string One => Name + ".One";

    /// <summary>Its name within a sentence.</summary>
    public Phrase Many => new(Name + ".Many");

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
            0 => throw new SaidException(
                Key == Axes.Prompts ? new Phrase("Compare.NoPrompts") : new Phrase("Compare.NoValues", Many, Example)
            ),
            > MostValues => throw new SaidException(new Phrase("Compare.TooMany", MostValues, Many)),
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
            "Compare.Axis.Seeds",
            "1-4",
            (order, text) => order with { Seed = Whole(text, "Compare.Axis.Seeds.One") },
            settings => Text(settings.Seed)
        ),
        new(
            Steps,
            "Compare.Axis.Steps",
            "2, 5, 10, 20",
            (order, text) => order with { Steps = (int)Math.Min(int.MaxValue, Whole(text, "Compare.NumberOfSteps")) },
            settings => Text(settings.Steps)
        ),
        new(
            "guidance",
            "Compare.Axis.Guidance",
            "1, 2, 4, 8",
            (order, text) => order with { Guidance = Number(text, "Compare.Axis.Guidance.One") },
            settings => Text(settings.Guidance)
        ),
        new(
            "sampler",
            "Compare.Axis.Sampler",
            "euler, heun, dpmpp_2m",
            (order, text) => GenerationFields.Sampler.Set(order, GenerationFields.Sampler.Check(text)),
            settings => settings.Sampler
        ),
        new(
            "schedule",
            "Compare.Axis.Schedule",
            "uniform, karras",
            (order, text) => order with { Schedule = ScheduleRegistry.Default.NameOf(text) },
            settings => settings.Schedule
        ),
        new(
            Loras,
            "Compare.Axis.Lora",
            "0, 0.5, 1, 1.5",
            (order, text) => Weigh(order, Number(text, "Compare.Axis.Lora.One")),
            settings => settings.Loras is { Count: > 0 } loras ? Text(loras[0].Weight) : ""
        ),
        new(
            Prompts,
            "Compare.Axis.Prompt",
            "",
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
            : throw new SaidException(new Phrase("Compare.NoLora"));

    private static long Whole(string text, string what) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new SaidException(new Phrase("Compare.NotWhole", text, new Phrase(what)));

    private static double Number(string text, string what) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : throw new SaidException(new Phrase("Compare.NoNumber", text, new Phrase(what)));

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
