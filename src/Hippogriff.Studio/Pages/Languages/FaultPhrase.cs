using Hippogriff.Files;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Refusals;
using Hippogriff.Studio.Storage;
using Hippogriff.Studio.Trainings;

namespace Hippogriff.Studio.Pages.Languages;

/// <summary>What pages say of a failure. APIs say its message, in English.</summary>
internal static class FaultPhrase
{
    /// <summary>The sentence; null for a failure whose message is all that is known.</summary>
    public static Phrase? Of(HippogriffException fault) =>
        fault switch
        {
            SaidException said => said.Phrase,
            QueueFullException full => new Phrase("Forms.Full", Why(full), Spoken.Time(full.RetryAfter)),
            DrawingsException drawings => Why(drawings),
            StudioBusyException => new Phrase("Forms.StudioBusy"),
            DiskFullException => new Phrase("Forms.DiskFull"),
            { InnerException: OutOfMemoryException } => new Phrase("Forms.NoMemory"),
            _ => RefusalReason.Of(fault) is { } reason ? Why(reason, fault.Field) : null,
        };

    private static Phrase Why(RefusalReason reason, string? field)
    {
        Phrase why = new($"Refused.{reason.Kind}", reason.Values);
        return LabelOf(field) is { } label ? new Phrase("Refused.OfField", new Phrase(label), why) : why;
    }

    /// <summary>What the pages call a field; null if they have no label for it.</summary>
    private static string? LabelOf(string? field) =>
        field switch
        {
            "prompt" => "Forms.Prompt",
            "negative_prompt" => "Create.Negative",
            "count" => "Forms.Field.Pictures",
            "steps" => "Forms.Field.Steps",
            "width" => "Forms.Width",
            "height" => "Forms.Height",
            "seed" => "Forms.Seed",
            "guidance" => "Forms.Field.Guidance",
            "guidance_rescale" => "Forms.Field.Rescale",
            "embedded_guidance" => "Forms.Field.Embedded",
            "image_guidance" => "Forms.Field.Image",
            "clip_skip" => "Forms.Field.ClipSkip",
            "eta" => "Forms.Field.Eta",
            _ => null,
        };

    private static object Why(QueueFullException full) =>
        full.Refusal switch
        {
            { Fault: QueueFault.Ending } => new Phrase("Forms.Full.Ending"),
            { Fault: QueueFault.Full, Number: var waiting } => Phrase.Count("Forms.Full.All", waiting),
            { Fault: QueueFault.FullOfClient, Number: var own } => Phrase.Count("Forms.Full.Own", own),
            { Fault: QueueFault.Day } day => Phrase.Count("Forms.Full.Day", day.Most, day.Number),
            _ => full.MessageWithoutPaths,
        };

    private static Phrase Why(DrawingsException drawings) =>
        drawings.Fault switch
        {
            DrawingsFault.OddWord => new Phrase("Class.DrawingsOddWord", OwnDrawings.LongestWord),
            DrawingsFault.KnownWord => new Phrase("Class.DrawingsKnownWord", drawings.Value),
            DrawingsFault.Taken => new Phrase("Class.DrawingsNameTaken", drawings.Value),
            DrawingsFault.Count => new Phrase("Class.DrawingsCount", OwnDrawings.Least, OwnDrawings.Most),
            DrawingsFault.Busy => new Phrase("Class.DrawingsBusy"),
            _ => new Phrase("Class.DrawingsNoModel"),
        };
}
