using static Hippogriff.Studio.Apis.Comfy.Graphs.NodeInput;

namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>Classes that load, make and change pictures before anything is drawn, and that show them.</summary>
internal static class PictureClasses
{
    private const decimal MostSide = 16_384;

    private static readonly string[] s_scaling = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"];

    /// <summary>Which part of a picture is cut out.</summary>
    private static readonly NodeInput[] s_part =
    [
        Whole("width", 512, 1, MostSide),
        Whole("height", 512, 1, MostSide),
        Whole("x", 0, 0, MostSide),
        Whole("y", 0, 0, MostSide),
    ];

    /// <summary>All of them, in order of the menu.</summary>
    public static IReadOnlyList<NodeClass> All { get; } =
    [
        new(
            "LoadImage",
            "Load Image",
            "image",
            "An uploaded picture; its transparent places are the mask.",
            [Upload("image")],
            ["IMAGE", "MASK"]
        ),
        new(
            "LoadImageMask",
            "Load Image (as Mask)",
            "mask",
            "A channel of an uploaded picture as a mask.",
            [Upload("image"), Choice("channel", "alpha", "red", "green", "blue")],
            ["MASK"]
        ),
        new(
            "ETN_LoadImageCache",
            "Load Image (Cache)",
            "external_tooling",
            "A picture that was put under /api/etn/image.",
            [Text("id")],
            ["IMAGE", "MASK"]
        ),
        new(
            "EmptyImage",
            "Empty Image",
            "image",
            "Pictures of one colour.",
            [
                Whole("width", 512, 1, MostSide),
                Whole("height", 512, 1, MostSide),
                Whole("batch_size", 1, 1, 4096),
                Whole("color", 0, 0, 0xFFFFFF),
            ],
            ["IMAGE"]
        ),
        new(
            "ImageScale",
            "Upscale Image",
            "image/upscaling",
            "A picture in another size.",
            [
                Link("image", "IMAGE"),
                Choice("upscale_method", s_scaling),
                Whole("width", 512, 0, MostSide),
                Whole("height", 512, 0, MostSide),
                Choice("crop", "disabled", "center"),
            ],
            ["IMAGE"]
        ),
        new(
            "ImageScaleBy",
            "Upscale Image By",
            "image/upscaling",
            "A picture larger or smaller by a factor.",
            [Link("image", "IMAGE"), Choice("upscale_method", s_scaling), Number("scale_by", 1, 0.01m, 8)],
            ["IMAGE"]
        ),
        new(
            "ImageCrop",
            "Image Crop",
            "image/transform",
            "A part of a picture.",
            [Link("image", "IMAGE"), .. s_part],
            ["IMAGE"]
        ),
        new("ImageInvert", "Invert Image", "image", "Its colours inverted.", [Link("image", "IMAGE")], ["IMAGE"]),
        new(
            "ImageToMask",
            "Convert Image to Mask",
            "mask",
            "A channel of a picture as a mask.",
            [Link("image", "IMAGE"), Choice("channel", "red", "green", "blue")],
            ["MASK"]
        ),
        new("MaskToImage", "Convert Mask to Image", "mask", "A mask in grey.", [Link("mask", "MASK")], ["IMAGE"]),
        new("InvertMask", "InvertMask", "mask", "A mask inverted.", [Link("mask", "MASK")], ["MASK"]),
        new("CropMask", "CropMask", "mask", "A part of a mask.", [Link("mask", "MASK"), .. s_part], ["MASK"]),
        new(
            "ThresholdMask",
            "ThresholdMask",
            "mask",
            "A mask of white and black alone.",
            [Link("mask", "MASK"), Number("value", 0.5m, 0, 1)],
            ["MASK"]
        ),
        new(
            "ETN_ApplyMaskToImage",
            "Apply Mask",
            "external_tooling",
            "A picture that is transparent where a mask is black.",
            [Link("image", "IMAGE"), Link("mask", "MASK")],
            ["IMAGE"]
        ),
        new(
            "SaveImage",
            "Save Image",
            "image",
            "Puts pictures into the gallery and gives them a name.",
            [Link("images", "IMAGE"), Text("filename_prefix", "ComfyUI")],
            []
        )
        {
            IsOutput = true,
            WritesGraph = true,
        },
        new("PreviewImage", "Preview Image", "image", "Shows pictures.", [Link("images", "IMAGE")], [])
        {
            IsOutput = true,
            WritesGraph = true,
        },
        new(
            "SaveImageWebsocket",
            "SaveImageWebsocket",
            "api/image",
            "Sends pictures over the websocket, as PNG.",
            [Link("images", "IMAGE")],
            []
        )
        {
            IsOutput = true,
        },
        new(
            "ETN_SaveImageCache",
            "Save Image (Cache)",
            "external_tooling",
            "Gives pictures an address under /api/etn/image.",
            [Link("images", "IMAGE"), Choice("format", "PNG")],
            []
        )
        {
            IsOutput = true,
        },
    ];
}
