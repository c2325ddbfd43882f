using Hippogriff.Imaging;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>Nodes that load, make and change pictures and masks before anything is drawn.</summary>
internal static class PictureNodes
{
    /// <summary>Largest side of a picture that a node makes, in pixels.</summary>
    public const int LargestSide = 2_048;

    /// <summary>Largest number of pictures that a node makes.</summary>
    private const int MostPictures = 4;

    /// <summary>What the outputs of a node of this room stand for; null for nodes of other rooms.</summary>
    public static GraphValue[]? Read(NodeReader node) =>
        node.Class switch
        {
            "LoadImage" => Loaded(Named(node)),
            "LoadImageMask" => [new MaskValue(Channel(node))],
            "ETN_LoadImageCache" => Loaded(
                node.Pictures.AtAddress(node.Text("id"))
                    ?? throw node.Not("There is no picture under that id; put it to /api/etn/image/ID first.")
            ),
            "EmptyImage" => [Empty(node)],
            "ImageScale" => [Each(node, Scaling(node, node.Whole("width"), node.Whole("height"), 0))],
            "ImageScaleBy" => [Each(node, Scaling(node, 0, 0, node.Number("scale_by")))],
            "ImageCrop" => [Each(node, image => Cropped(image, Part(node, image.Width, image.Height)))],
            "ImageInvert" => [Each(node, image => Mapped(image, value => (byte)(255 - value)))],
            "ImageToMask" => [new MaskValue(node.PicturesOf("image")[0].Mask(image => OfChannel(image, node)))],
            "ETN_ApplyMaskToImage" => [new PicturesValue(Seen(node, Mask(node)))],
            "MaskToImage" => [new PicturesValue([Mask(node).ToPicture()])],
            "InvertMask" => [new MaskValue(Mask(node).With(mask => mask.Inverted()))],
            "CropMask" => [new MaskValue(Mask(node).With(mask => Cropped(mask, Part(node, mask.Width, mask.Height))))],
            "ThresholdMask" => [new MaskValue(Mask(node).With(mask => Hard(mask, node.Number("value"))))],
            _ => null,
        };

    private static (ReadyPicture Picture, ReadyMask? Mask) Named(NodeReader node) =>
        node.Pictures.Find(node.Text("image")) ?? throw node.Not("There is no uploaded picture of that name.");

    private static GraphValue[] Loaded((ReadyPicture Picture, ReadyMask? Mask) found) =>
        [new PicturesValue([found.Picture]), new MaskValue(found.Mask)];

    private static ReadyMask Mask(NodeReader node) =>
        node.Link<MaskValue>("mask").Mask
        ?? throw node.Not("The picture has no transparent places, so its mask is empty.");

    private static PicturesValue Each(NodeReader node, Func<RgbImage, RgbImage> change) =>
        new([.. node.PicturesOf("image").Select(picture => picture.With(change))]);

    private static ReadyPicture[] Seen(NodeReader node, ReadyMask mask) =>
        [.. node.PicturesOf("image").Select(picture => picture.SeenThrough(mask))];

    private static ReadyMask? Channel(NodeReader node)
    {
        (ReadyPicture picture, ReadyMask? transparent) = Named(node);
        return node.Text("channel") == "alpha" ? transparent : picture.Mask(image => OfChannel(image, node));
    }

    private static MaskImage OfChannel(RgbImage image, NodeReader node)
    {
        int at = Array.IndexOf(["red", "green", "blue"], node.Text("channel"));
        byte[] values = new byte[image.Width * image.Height];
        for (int i = 0; i < values.Length; i++)
            values[i] = image.Pixels[i * 3 + at];
        return new MaskImage(image.Width, image.Height, values);
    }

    private static PicturesValue Empty(NodeReader node)
    {
        (int width, int height, int count) = (node.Whole("width"), node.Whole("height"), node.Whole("batch_size"));
        Require(node, width, height);
        if (count > MostPictures)
            throw node.Not($"batch_size {count} is more than the {MostPictures} that are made here.");
        int colour = node.Whole("color");
        ReadyPicture plain = new(
            null,
            () =>
            {
                byte[] pixels = new byte[width * height * 3];
                for (int i = 0; i < pixels.Length; i++)
                    pixels[i] = (byte)(colour >> (16 - i % 3 * 8));
                return new RgbImage(width, height, pixels);
            }
        );
        return new PicturesValue([.. Enumerable.Repeat(plain, count)]);
    }

    /// <summary>Scales pictures to a size, or by a factor that is not 0.</summary>
    public static Func<RgbImage, RgbImage> Scaling(NodeReader node, int width, int height, double factor)
    {
        ScalingFilter filter = node.Text("upscale_method") switch
        {
            "nearest-exact" => ScalingFilter.Nearest,
            "lanczos" => ScalingFilter.Lanczos,
            _ => ScalingFilter.Triangle,
        };
        bool cropped = factor == 0 && node.Text("crop") == "center";
        return image =>
        {
            (int wide, int high) = SizeOf((image.Width, image.Height), width, height, factor);
            Require(node, wide, high);
            return ImageScaling.Resize(cropped ? Cut(image, wide, high) : image, wide, high, filter);
        };
    }

    /// <summary>The part that is cut out, inside the picture, as ComfyUI cuts it.</summary>
    private static (int X, int Y, int Width, int Height) Part(NodeReader node, int width, int height)
    {
        int x = Math.Min(node.Whole("x"), width - 1),
            y = Math.Min(node.Whole("y"), height - 1);
        return (x, y, Math.Min(node.Whole("width"), width - x), Math.Min(node.Whole("height"), height - y));
    }

    private static RgbImage Cropped(RgbImage image, (int X, int Y, int Width, int Height) part) =>
        ImageScaling.Crop(image, part.X, part.Y, part.Width, part.Height);

    private static MaskImage Cropped(MaskImage mask, (int X, int Y, int Width, int Height) part)
    {
        byte[] values = new byte[part.Width * part.Height];
        for (int row = 0; row < part.Height; row++)
            mask.Values.AsSpan((part.Y + row) * mask.Width + part.X, part.Width)
                .CopyTo(values.AsSpan(row * part.Width));
        return new MaskImage(part.Width, part.Height, values);
    }

    /// <summary>White where a mask is above a share of white, else black.</summary>
    private static MaskImage Hard(MaskImage mask, double above) =>
        new(
            mask.Width,
            mask.Height,
            Array.ConvertAll(mask.Values, value => value / 255.0 > above ? byte.MaxValue : (byte)0)
        );

    /// <summary>The size that is asked for; a side of 0 follows from the other, both of 0 leave the picture.</summary>
    public static (int Width, int Height) SizeOf((int Width, int Height) from, int width, int height, double factor)
    {
        if (factor != 0)
            return (Side(from.Width * factor), Side(from.Height * factor));
        if (width == 0 && height == 0)
            return from;
        if (width == 0)
            return (Side((double)from.Width * height / from.Height), height);
        return (width, height == 0 ? Side((double)from.Height * width / from.Width) : height);
    }

    private static int Side(double side) => Math.Max(1, (int)Math.Round(side));

    /// <summary>The largest centred part with these proportions.</summary>
    private static RgbImage Cut(RgbImage image, int width, int height)
    {
        int wide = Math.Clamp(Side((double)image.Height * width / height), 1, image.Width),
            high = Math.Clamp(Side((double)image.Width * height / width), 1, image.Height);
        return ImageScaling.Crop(image, (image.Width - wide) / 2, (image.Height - high) / 2, wide, high);
    }

    private static RgbImage Mapped(RgbImage image, Converter<byte, byte> change) =>
        new(image.Width, image.Height, Array.ConvertAll(image.Pixels, change));

    /// <summary>Refuses pictures that are too large.</summary>
    public static void Require(NodeReader node, int width, int height)
    {
        if (Math.Max(width, height) > LargestSide)
            throw node.Not(
                $"{node.Class} makes pictures of at most {LargestSide} pixels a side, not {width}x{height}."
            );
    }
}
