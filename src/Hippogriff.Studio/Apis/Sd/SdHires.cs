using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Hippogriff.Texts;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>The second pass of a request ("hires fix"): each drawn picture is enlarged, and drawn on.</summary>
/// <param name="Order">A job of it, without its source and seed.</param>
/// <param name="Upscaler">What enlarges the pictures, as it was said.</param>
/// <param name="Filter">The filter that does it.</param>
internal sealed record SdHires(JobRequest Order, string Upscaler, ScalingFilter Filter)
{
    /// <summary>The web UI's default.</summary>
    private const double DefaultScale = 2,
        DefaultStrength = 0.75,
        LargestScale = 8;

    private const string Latent = "Latent";

    /// <summary>
    /// The web UI's ways of enlarging latents. Here a picture is decoded, enlarged and encoded again, as ComfyUI's
    /// graphs are drawn.
    /// </summary>
    public static IReadOnlyList<string> LatentModes { get; } =
    [
        Latent,
        "Latent (antialiased)",
        "Latent (bicubic)",
        "Latent (bicubic antialiased)",
        "Latent (nearest)",
        "Latent (nearest-exact)",
    ];

    /// <summary>What a request says of its second pass; null if it wants none.</summary>
    /// <param name="said">The request.</param>
    /// <param name="first">The first pass.</param>
    /// <param name="asked">The size that was asked for.</param>
    /// <param name="facts">The model.</param>
    /// <param name="limits">The server's limits.</param>
    /// <exception cref="RefusedException">A value is not valid.</exception>
    public static SdHires? Read(
        SdImageRequest said,
        JobRequest first,
        PictureSize asked,
        ModelFacts facts,
        StudioLimits limits
    )
    {
        if (said.EnableHr != true)
            return null;
        Check(said, limits);
        PictureSize target = Target(said, asked);
        PictureSize drawn = new(
            Side(target.Width, first.Width ?? facts.Defaults.Width, asked.Width, facts),
            Side(target.Height, first.Height ?? facts.Defaults.Height, asked.Height, facts)
        );
        if (Math.Max(drawn.Width, drawn.Height) > limits.Side)
            throw Wrong(
                (said.HrWidth ?? 0) > 0 || (said.HrHeight ?? 0) > 0 ? "hr_resize_x" : "hr_scale",
                $"The second pass would draw {drawn} pixels; at most {limits.Side} a side are drawn."
            );
        string upscaler = SdScripts.IsNothing(said.HrUpscaler) ? Latent : said.HrUpscaler!;
        return new SdHires(
            first with
            {
                Width = drawn.Width,
                Height = drawn.Height,
                Steps = said.HrSteps is null or 0 ? first.Steps : said.HrSteps,
                Strength = said.DenoisingStrength ?? DefaultStrength,
                Count = 1,
            },
            upscaler,
            FilterOf(upscaler)
        );
    }

    /// <summary>Refuses before the first pass what would be refused after it.</summary>
    private static void Check(SdImageRequest said, StudioLimits limits)
    {
        if (said.DenoisingStrength is { } strength && !(strength is > 0 and <= 1))
            throw Wrong(
                "denoising_strength",
                $"denoising_strength {strength} is not above 0 and at most 1, so the second pass cannot be drawn."
            );
        if (said.HrSteps is { } steps && (steps < 0 || steps > limits.Steps))
            throw Wrong(
                "hr_second_pass_steps",
                $"hr_second_pass_steps {steps} is not between 0 (as many as the first pass has) and {limits.Steps}."
            );
        foreach (
            (string field, int? side) in ((string, int?)[])
                [("hr_resize_x", said.HrWidth), ("hr_resize_y", said.HrHeight)]
        )
            if (side < 0)
                throw Wrong(field, $"{field} {side} is not 0 or more.");
        foreach (
            (string field, string? words) in ((string, string?)[])
                [("hr_prompt", said.HrPrompt), ("hr_negative_prompt", said.HrNegativePrompt)]
        )
            if (words?.Length > limits.PromptLength)
                throw Wrong(
                    field,
                    $"{field} has {Counted.Of(words.Length, "character")}, and {limits.PromptLength} are allowed."
                );
    }

    /// <summary>What the web UI says of it beside the settings.</summary>
    public Dictionary<string, string> Told =>
        new() { ["Hires resize"] = $"{Order.Width}x{Order.Height}", ["Hires upscaler"] = Upscaler };

    /// <summary>The size that was asked for: by factor, by one side, or by both.</summary>
    private static PictureSize Target(SdImageRequest said, PictureSize asked)
    {
        int width = said.HrWidth ?? 0,
            height = said.HrHeight ?? 0;
        double scale = said.HrScale ?? DefaultScale;
        if (width == 0 && height == 0 && !(scale is >= 1 and <= LargestScale))
            throw Wrong("hr_scale", $"hr_scale {scale} is not between 1 and {LargestScale}.");
        if (width == 0 && height == 0)
            return new PictureSize(Whole(asked.Width * scale), Whole(asked.Height * scale));
        return new PictureSize(
            width == 0 ? Whole((double)height * asked.Width / asked.Height) : width,
            height == 0 ? Whole((double)width * asked.Height / asked.Width) : height
        );
    }

    /// <summary>A side as it is drawn: smaller by as much as the first pass is.</summary>
    private static int Side(int target, int drawn, int asked, ModelFacts facts) =>
        PictureSize.NearestSide(Math.Max(1, Whole((double)target * drawn / asked)), facts.SizeMultiple);

    private static ScalingFilter FilterOf(string upscaler) =>
        Named(upscaler, LatentModes) is { } latent
            ? latent.Contains("nearest", StringComparison.Ordinal)
                ? ScalingFilter.Nearest
                : ScalingFilter.Triangle
            : SdUpscaling.FilterOf(upscaler)
                ?? throw Wrong(
                    "hr_upscaler",
                    $"There is no upscaler {Quoted.Name(upscaler)}; there are "
                        + $"{string.Join(", ", SdUpscaling.Upscalers.Select(one => one.Name).Concat(LatentModes))}."
                );

    private static string? Named(string name, IReadOnlyList<string> names) =>
        names.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));

    private static int Whole(double side) => (int)Math.Min(int.MaxValue, Math.Round(side));

    private static RefusedException Wrong(string field, string message) =>
        new(StatusCodes.Status422UnprocessableEntity, message, field);
}
