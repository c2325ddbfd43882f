using System.Text.Encodings.Web;
using System.Text.Json;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Compare;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Pages;

/// <summary>
/// What a browser keeps of a <see cref="PageSession"/>. What it gives back is checked like any other input: requests by
/// the queue, names by who looks them up.
/// </summary>
internal sealed record KeptSession
{
    private static readonly JsonSerializerOptions s_json = new(StudioJson.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // it never becomes part of a page
    };

    public string? Token { get; init; }

    public KeptForm? Create { get; init; }

    public KeptForm? FromPicture { get; init; }

    public KeptForm? Compare { get; init; }

    public KeptForm? Inside { get; init; }

    public GridState? Grid { get; init; }

    public string? Spread { get; init; }

    public string? Story { get; init; }

    public IReadOnlyList<Guid>? Jobs { get; init; }

    public IReadOnlyList<Guid>? FromPictureJobs { get; init; }

    public string? Source { get; init; }

    public string? Address { get; init; }

    /// <summary>As text for the browser.</summary>
    public string Write() => JsonSerializer.Serialize(this, s_json);

    /// <summary>What a browser gave back; null if it is empty, damaged or of another version.</summary>
    public static KeptSession? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<KeptSession>(text, s_json);
        }
        catch (Exception error)
            when (error is JsonException or NotSupportedException or ArgumentException or HippogriffException)
        {
            return null;
        }
    }
}

/// <summary>The values of a form.</summary>
/// <param name="Order">What it asks for; without the interval of guidance, which may not be valid yet.</param>
/// <param name="GuidanceBetween">The interval as typed.</param>
/// <param name="Seed">The number in the seed's field.</param>
/// <param name="IsSeedLocked">Whether the seed is locked.</param>
internal sealed record KeptForm(JobRequest Order, string GuidanceBetween, long? Seed, bool IsSeedLocked)
{
    public static KeptForm Of(DrawingForm form) =>
        new(form.Draft(), form.GuidanceBetween, form.Seed.Value, form.Seed.Locked);

    public DrawingForm? ToForm()
    {
        if (Order is not { Prompt: not null, NegativePrompt: not null })
            return null;
        DrawingForm form = new()
        {
            Options = Order.ToOptions() with { Loras = null, Seed = null },
            Model = Order.Model,
            GuidanceBetween = GuidanceBetween ?? "",
        };
        form.Loras.AddRange((Order.Loras ?? []).Take(LoraCatalogue.Most));
        form.Seed.Restore(Seed, IsSeedLocked, Order.Seed is not null);
        return form;
    }
}
