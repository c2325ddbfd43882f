using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>Says values for pages.</summary>
internal static class Spoken
{
    /// <summary>"less than a second", "12 s", "3 min", "2 h 5 min".</summary>
    public static Phrase Time(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 1 } => new("Forms.Time.Less"),
            { TotalSeconds: < 90 } => new("Forms.Time.Seconds", (int)Math.Ceiling(time.TotalSeconds)),
            { TotalMinutes: < 90 } => new("Forms.Time.Minutes", (int)Math.Ceiling(time.TotalMinutes)),
            _ => new("Forms.Time.Hours", (int)time.TotalHours, time.Minutes),
        };

    /// <summary>"just now", "5 min ago", "3 h ago", or the day.</summary>
    public static Phrase Ago(DateTimeOffset then, DateTimeOffset now) =>
        (now - then) switch
        {
            { TotalMinutes: < 1 } => new("Forms.Ago.Now"),
            { TotalMinutes: < 60 } past => new("Forms.Ago.Minutes", (int)past.TotalMinutes),
            { TotalHours: < 24 } past => new("Forms.Ago.Hours", (int)past.TotalHours),
            _ => new("Forms.Ago.Day", then.DateTime),
        };

    /// <summary>"1 picture", "3 pictures".</summary>
    public static Phrase Pictures(long number) => Phrase.Count("Forms.Pictures", number);

    /// <summary>How a job ended: "a red cat: done".</summary>
    public static Phrase End(Job job) =>
        new(
            job.State switch
            {
                JobState.Done => "Forms.End.Done",
                JobState.Failed => "Forms.End.Failed",
                _ => "Forms.End.Cancelled",
            },
            Named(job.Order.Prompt)
        );

    /// <summary>What a request says beside its prompt: "4 pictures · first · 30 steps · seed 7".</summary>
    public static string Order(this PageTexts say, JobRequest order)
    {
        List<string> parts = [];
        if (order.Count > 1)
            parts.Add(say[Pictures(order.Count)]);
        if (order.Model is { } model)
            parts.Add(model);
        if (order is { Width: { } width, Height: { } height })
            parts.Add(say["Forms.Said.Size", width, height]);
        foreach (LoraChoice lora in order.Loras ?? [])
            parts.Add(say["Forms.Said.Lora", lora.Name, lora.Weight]);
        if (order.Sampler is { } sampler)
            parts.Add(sampler);
        if (order.Steps is { } steps)
            parts.Add(say.Count("Forms.Steps", steps));
        if (order.Guidance is { } guidance)
            parts.Add(say["Forms.Said.Guidance", guidance]);
        if (order.GuidanceInterval is { } interval && interval != GuidanceInterval.Whole)
            parts.Add(say["Forms.Said.Guided", interval.ToText()]);
        if (order.Source is not null)
            parts.Add(say["Forms.Said.Strength", order.Strength]);
        if (order.NegativePrompt.Length > 0)
            parts.Add(say["Forms.Said.Away", order.NegativePrompt]);
        if (order.Seed is { } seed)
            parts.Add(say["Forms.Said.Seed", seed]);
        return string.Join(" · ", parts);
    }

    /// <summary>A prompt for display; an empty one has a placeholder.</summary>
    public static string Prompt(this PageTexts say, string prompt) =>
        prompt.Length == 0 ? say["Forms.NoWords"] : prompt;

    /// <summary>A prompt as a value of a phrase.</summary>
    public static object Named(string prompt) => prompt.Length == 0 ? new Phrase("Forms.NoWords") : prompt;

    /// <summary>"euler, 20 steps, guidance 4, seed 7, 64 × 64".</summary>
    public static string Settings(this PageTexts say, GenerationSettings settings) =>
        string.Join(
            ", ",
            settings.Sampler,
            say.Count("Forms.Steps", settings.Steps),
            say["Forms.Said.Guidance", settings.Guidance],
            say["Forms.Said.Seed", settings.Seed],
            say["Forms.Said.Size", settings.Width, settings.Height]
        );
}
