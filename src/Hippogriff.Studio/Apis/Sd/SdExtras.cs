using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Hippogriff.Studio.Apis.Bodies;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>An upscaler.</summary>
internal sealed record SdUpscaler(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("model_name")] string? ModelName,
    [property: JsonPropertyName("model_path")] string? ModelPath,
    [property: JsonPropertyName("model_url")] string? ModelUrl,
    [property: JsonPropertyName("scale")] double Scale
);

/// <summary>Something that has a name alone.</summary>
internal sealed record SdNamed([property: JsonPropertyName("name")] string Name);

/// <summary>Memory in bytes.</summary>
internal sealed record SdMemory(
    [property: JsonPropertyName("ram")] SdRam Ram,
    [property: JsonPropertyName("cuda")] IReadOnlyDictionary<string, string> Cuda
);

/// <summary>Memory of the machine in bytes.</summary>
internal sealed record SdRam(
    [property: JsonPropertyName("free")] long Free,
    [property: JsonPropertyName("used")] long Used,
    [property: JsonPropertyName("total")] long Total
);

/// <summary>What is common to requests that enlarge pictures.</summary>
internal record SdExtrasRequest
{
    /// <summary>0 enlarges by a factor, 1 to a size.</summary>
    [JsonPropertyName("resize_mode"), Range(0, 1)]
    public int? ResizeMode { get; init; }

    /// <summary>The factor, 1 to 8; default 2.</summary>
    [JsonPropertyName("upscaling_resize"), Range(1.0, 8.0)]
    public double? Factor { get; init; }

    /// <summary>Width in pixels, for resize_mode 1.</summary>
    [JsonPropertyName("upscaling_resize_w"), Range(1, 4096)]
    public int? Width { get; init; }

    /// <summary>Height in pixels, for resize_mode 1.</summary>
    [JsonPropertyName("upscaling_resize_h"), Range(1, 4096)]
    public int? Height { get; init; }

    /// <summary>Whether the picture fills the size and is cut, or fits into it; default true.</summary>
    [JsonPropertyName("upscaling_crop")]
    public bool? Crop { get; init; }

    /// <summary>Name of an upscaler; None leaves pictures as they are.</summary>
    [JsonPropertyName("upscaler_1")]
    public string? Upscaler { get; init; }

    /// <summary>Name of a second upscaler, which is mixed in.</summary>
    [JsonPropertyName("upscaler_2")]
    public string? Second { get; init; }

    /// <summary>Share of the second upscaler, 0 to 1.</summary>
    [JsonPropertyName("extras_upscaler_2_visibility"), Range(0.0, 1.0)]
    public double? Share { get; init; }

    /// <summary>Refused if it is not 0.</summary>
    [JsonPropertyName("gfpgan_visibility")]
    public double? Gfpgan { get; init; }

    /// <summary>Refused if it is not 0.</summary>
    [JsonPropertyName("codeformer_visibility")]
    public double? Codeformer { get; init; }
}

/// <summary>One picture to enlarge.</summary>
internal sealed record SdExtraSingleRequest : SdExtrasRequest
{
    /// <summary>The picture, in base64 or as a data URI.</summary>
    [JsonPropertyName("image")]
    public string? Image { get; init; }
}

/// <summary>Pictures to enlarge.</summary>
internal sealed record SdExtraBatchRequest : SdExtrasRequest
{
    /// <summary>The pictures.</summary>
    [JsonPropertyName("imageList")]
    public IReadOnlyList<SdFile>? Images { get; init; }
}

/// <summary>A picture with its name.</summary>
/// <param name="Data">The picture, in base64 or as a data URI.</param>
/// <param name="Name">Its name; passed over.</param>
internal sealed record SdFile(
    [property: JsonPropertyName("data")] string? Data,
    [property: JsonPropertyName("name")] string? Name
);

/// <summary>An enlarged picture.</summary>
/// <param name="HtmlInfo">What was done.</param>
/// <param name="Image">A PNG in base64.</param>
internal sealed record SdExtraSingleAnswer(
    [property: JsonPropertyName("html_info")] string HtmlInfo,
    [property: JsonPropertyName("image")] string Image
);

/// <summary>Enlarged pictures.</summary>
/// <param name="HtmlInfo">What was done.</param>
/// <param name="Images">PNGs in base64, in the order of the request.</param>
internal sealed record SdExtraBatchAnswer(
    [property: JsonPropertyName("html_info")] string HtmlInfo,
    [property: JsonPropertyName("images")] IReadOnlyList<string> Images
);
