using System.Globalization;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>Formats values for pages.</summary>
internal static class Spoken
{
    /// <summary>"less than a second", "12 s", "3 min", "2 h 5 min".</summary>
    public static string Time(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 1 } => "less than a second",
            { TotalSeconds: < 90 } => $"{Math.Ceiling(time.TotalSeconds):0} s",
            { TotalMinutes: < 90 } => $"{Math.Ceiling(time.TotalMinutes):0} min",
            _ => $"{(int)time.TotalHours} h {time.Minutes} min",
        };

    /// <summary>"just now", "5 min ago", "3 h ago", or the day.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) =>
        (now - then) switch
        {
            { TotalMinutes: < 1 } => "just now",
            { TotalMinutes: < 60 } past => $"{(int)past.TotalMinutes} min ago",
            { TotalHours: < 24 } past => $"{(int)past.TotalHours} h ago",
            _ => then.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        };

    /// <summary>"1 picture", "3 pictures".</summary>
    public static string Count(long number, string one) => Counted.Of(number, one);

    /// <summary>How a job ended: "a red cat: done".</summary>
    public static string End(Job job) =>
        $"{Prompt(job.Order.Prompt)}: "
        + $"{job.State switch { JobState.Done => "done", JobState.Failed => "failed", _ => "cancelled" }}";

    /// <summary>What a request says beside its prompt: "4 pictures · first · 30 steps · seed 7".</summary>
    public static string Order(JobRequest order)
    {
        List<string> parts = [];
        if (order.Count > 1)
            parts.Add(Counted.Of(order.Count, "picture"));
        if (order.Model is { } model)
            parts.Add(model);
        if (order is { Width: { } width, Height: { } height })
            parts.Add($"{width} × {height}");
        foreach (LoraChoice lora in order.Loras ?? [])
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{lora.Name} {lora.Weight:0.##}"));
        if (order.Sampler is { } sampler)
            parts.Add(sampler);
        if (order.Steps is { } steps)
            parts.Add(Count(steps, "step"));
        if (order.Guidance is { } guidance)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"guidance {guidance:0.##}"));
        if (order.GuidanceInterval is { } interval && interval != GuidanceInterval.Whole)
            parts.Add($"guided {interval.ToText()}");
        if (order.Source is not null)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"strength {order.Strength:0.##}"));
        if (order.NegativePrompt.Length > 0)
            parts.Add($"away from {order.NegativePrompt}");
        if (order.Seed is { } seed)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        return string.Join(" · ", parts);
    }

    /// <summary>A prompt for display; an empty one has a placeholder.</summary>
    public static string Prompt(string prompt) => prompt.Length == 0 ? "(no words)" : prompt;

    /// <summary>"euler, 20 steps, guidance 4, seed 7, 64 × 64".</summary>
    public static string Settings(GenerationSettings settings) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Sampler}, {Count(settings.Steps, "step")}, guidance {settings.Guidance:0.##}, seed "
                + $"{settings.Seed}, {settings.Width} × {settings.Height}"
        );
}
