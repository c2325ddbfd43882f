using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>extra-single-image and extra-batch-images: pictures enlarged by plain filters.</summary>
internal sealed class SdUpscaling(StudioOptions options) : IDisposable
{
    private const string Lanczos = "Lanczos";

    private const double LargestFactor = 8;

    /// <summary>Largest side of an enlarged picture in pixels.</summary>
    private const int LargestSide = 4096;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>GET /sdapi/v1/upscalers.</summary>
    public static IReadOnlyList<SdUpscaler> Upscalers { get; } =
    [.. ((string[])["None", Lanczos, "Nearest"]).Select(name => new SdUpscaler(name, null, null, null, 4))];

    /// <summary>
    /// Upscalers that the web UI brings, which clients name without having looked at the list. Each is a network that
    /// is not here, so Lanczos does its work, and the answer says so.
    /// </summary>
    private static readonly string[] s_stoodInFor =
    [
        "ESRGAN_4x",
        "R-ESRGAN 4x+",
        "R-ESRGAN 4x+ Anime6B",
        "R-ESRGAN 2x+",
        "R-ESRGAN General 4xV3",
        "R-ESRGAN General WDN 4xV3",
        "R-ESRGAN AnimeVideo",
        "LDSR",
        "ScuNET",
        "ScuNET GAN",
        "ScuNET PSNR",
        "SwinIR_4x",
        "SwinIR 4x",
        "DAT x2",
        "DAT x3",
        "DAT x4",
    ];

    /// <summary>POST /sdapi/v1/extra-single-image.</summary>
    public async Task<SdExtraSingleAnswer> SingleAsync(HttpContext context)
    {
        SdExtraSingleRequest said = await BodyReader
            .JsonAsync<SdExtraSingleRequest>(context, SdJson.Requests)
            .ConfigureAwait(false);
        Check(said);
        return new SdExtraSingleAnswer(
            Done(said),
            await EnlargeAsync(said, "image", said.Image, context.RequestAborted).ConfigureAwait(false)
        );
    }

    /// <summary>POST /sdapi/v1/extra-batch-images.</summary>
    public async Task<SdExtraBatchAnswer> BatchAsync(HttpContext context)
    {
        SdExtraBatchRequest said = await BodyReader
            .JsonAsync<SdExtraBatchRequest>(
                context,
                SdJson.Requests,
                nullItems: StatusCodes.Status422UnprocessableEntity
            )
            .ConfigureAwait(false);
        Check(said);
        if (said.Images is not { Count: > 0 } images || images.Count > options.Limits.Pictures)
            throw Wrong("imageList", $"imageList takes 1 to {options.Limits.Pictures} pictures.");
        List<string> enlarged = [];
        foreach (SdFile image in images)
            enlarged.Add(
                await EnlargeAsync(said, "imageList", image.Data, context.RequestAborted).ConfigureAwait(false)
            );
        return new SdExtraBatchAnswer(Done(said), enlarged);
    }

    public void Dispose() => _one.Dispose();

    private static void Check(SdExtrasRequest said)
    {
        if (said.Gfpgan > 0)
            throw Wrong("gfpgan_visibility", "GFPGAN is not offered; leave gfpgan_visibility at 0.");
        if (said.Codeformer > 0)
            throw Wrong("codeformer_visibility", "CodeFormer is not offered; leave codeformer_visibility at 0.");
        Named("upscaler_1", said.Upscaler);
        Named("upscaler_2", said.Second);
        if (said.ResizeMode is not (null or 0 or 1))
            throw Wrong("resize_mode", $"resize_mode may be 0 or 1, not {said.ResizeMode}.");
        if (said.Share is < 0 or > 1)
            throw Wrong(
                "extras_upscaler_2_visibility",
                $"extras_upscaler_2_visibility {said.Share} is not between 0 and 1."
            );
        if (said.ResizeMode != 1 && !(Factor(said) is >= 1 and <= LargestFactor))
            throw Wrong("upscaling_resize", $"upscaling_resize {said.Factor} is not between 1 and {LargestFactor}.");
        if (said.ResizeMode == 1)
        {
            Side("upscaling_resize_w", said.Width);
            Side("upscaling_resize_h", said.Height);
        }
    }

    private static void Named(string field, string? name)
    {
        if (!SdScripts.IsNothing(name) && !IsStoodInFor(name) && Upscalers.All(one => !Is(name, one.Name)))
            throw Wrong(
                field,
                $"There is no upscaler {Quoted.Name(name!)}; there are "
                    + $"{string.Join(", ", Upscalers.Select(one => one.Name))}."
            );
    }

    private static void Side(string field, int? pixels)
    {
        if (pixels is not (>= 1 and <= LargestSide))
            throw Wrong(field, $"{field} {pixels} is not between 1 and {LargestSide}.");
    }

    private async Task<string> EnlargeAsync(SdExtrasRequest said, string field, string? text, CancellationToken gone)
    {
        byte[] bytes =
            text is { Length: > 0 } && Base64Picture.Bytes(text) is { } found
                ? found
                : throw Wrong(field, $"{field} has to hold a picture in base64 or as a data URI, and this is neither.");
        await _one.WaitAsync(gone).ConfigureAwait(false); // one large picture in memory at a time
        try
        {
            RgbImage image = RefusedException.Naming(
                field,
                () => ImageFile.Decode(bytes),
                StatusCodes.Status422UnprocessableEntity
            );
            (int width, int height) = SizeOf(said, image);
            RgbImage enlarged = Scaled(image, said.Upscaler, width, height);
            if (said.Share is > 0 and var share && !SdScripts.IsNothing(said.Second))
                enlarged = Mixed(enlarged, Scaled(image, said.Second, width, height), share);
            if (said.ResizeMode == 1 && said.Crop != false)
                enlarged = ImageScaling.Crop(
                    enlarged,
                    Math.Max(0, (enlarged.Width - said.Width!.Value) / 2),
                    Math.Max(0, (enlarged.Height - said.Height!.Value) / 2),
                    Math.Min(enlarged.Width, said.Width.Value),
                    Math.Min(enlarged.Height, said.Height.Value)
                );
            return Convert.ToBase64String(PngFile.Encode(enlarged, generated: false, TextsOf(bytes)));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The infotext that the picture had.</summary>
    private static Dictionary<string, string> TextsOf(byte[] picture)
    {
        try
        {
            return ImageMetadata.Read(picture).Parameters is { } written
                ? new() { [PngFile.ParametersKey] = written }
                : [];
        }
        catch (HippogriffException)
        {
            return []; // a format without places for texts
        }
    }

    /// <summary>Size of the enlarged picture before it is cut, in its own proportions.</summary>
    private static (int Width, int Height) SizeOf(SdExtrasRequest said, RgbImage image)
    {
        double factor = Factor(said);
        if (said.ResizeMode == 1)
        {
            double across = (double)said.Width!.Value / image.Width,
                down = (double)said.Height!.Value / image.Height;
            factor = said.Crop == false ? Math.Min(across, down) : Math.Max(across, down);
        }
        int width = Math.Max(1, (int)Math.Round(image.Width * factor)),
            height = Math.Max(1, (int)Math.Round(image.Height * factor));
        return Math.Max(width, height) <= LargestSide
            ? (width, height)
            : throw Wrong(
                said.ResizeMode == 1 ? "upscaling_resize_w" : "upscaling_resize",
                $"The picture would have {width}x{height} pixels; at most {LargestSide} a side are allowed."
            );
    }

    private static RgbImage Scaled(RgbImage image, string? upscaler, int width, int height) =>
        FilterOf(upscaler) is { } filter ? ImageScaling.Resize(image, width, height, filter) : image;

    /// <summary>The filter that an upscaler uses, or that stands in for it; null if it is none of them.</summary>
    public static ScalingFilter? FilterOf(string? upscaler) =>
        Is(upscaler, Lanczos) || IsStoodInFor(upscaler) ? ScalingFilter.Lanczos
        : Is(upscaler, "Nearest") ? ScalingFilter.Nearest
        : null;

    private static RgbImage Mixed(RgbImage first, RgbImage second, double share) =>
        (first.Width, first.Height) != (second.Width, second.Height)
            ? first
            : new RgbImage(
                first.Width,
                first.Height,
                [.. first.Pixels.Zip(second.Pixels, (a, b) => (byte)Math.Round(a + (b - a) * share))]
            );

    private static double Factor(SdExtrasRequest said) => said.Factor ?? 2;

    private static string Done(SdExtrasRequest said) =>
        $"<p>upscaler: {UpscalerOf(said.Upscaler)}{(said.Share > 0 ? $" and {UpscalerOf(said.Second)}" : "")}</p>";

    /// <summary>What was used, and for what it stood in.</summary>
    private static string UpscalerOf(string? said) =>
        Array.Find(s_stoodInFor, name => Is(said, name)) is { } other
            ? $"{Lanczos}, since there is no {other} here"
            : Upscalers.FirstOrDefault(one => Is(said, one.Name))?.Name ?? "None";

    private static bool IsStoodInFor(string? said) => s_stoodInFor.Any(name => Is(said, name));

    private static bool Is(string? said, string name) => string.Equals(said, name, StringComparison.OrdinalIgnoreCase);

    private static RefusedException Wrong(string field, string message) =>
        new(StatusCodes.Status422UnprocessableEntity, message, field);
}
