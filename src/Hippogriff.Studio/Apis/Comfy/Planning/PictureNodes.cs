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
            "ImageScale" => [Scaled(node, node.Whole("width"), node.Whole("height"), 0)],
            "ImageScaleBy" => [Scaled(node, 0, 0, node.Number("scale_by"))],
            "ImageInvert" => [Each(node, image => Mapped(image, value => (byte)(255 - value)))],
            "ImageToMask" => [new MaskValue(First(node, "image").Mask(image => OfChannel(image, node)))],
            "MaskToImage" => [new PicturesValue([Mask(node).ToPicture()])],
            "InvertMask" => [new MaskValue(Mask(node).With(mask => mask.Inverted()))],
            _ => null,
        };

    /// <summary>The first of the pictures that an input is linked to.</summary>
    public static ReadyPicture First(NodeReader node, string input) => Pictures(node, input).Pictures[0];

    private static (ReadyPicture Picture, ReadyMask? Mask) Named(NodeReader node) =>
        node.Pictures.Find(node.Text("image")) ?? throw node.Not("There is no uploaded picture of that name.");

    private static GraphValue[] Loaded((ReadyPicture Picture, ReadyMask? Mask) found) =>
        [new PicturesValue([found.Picture]), new MaskValue(found.Mask)];

    private static PicturesValue Pictures(NodeReader node, string input) =>
        node.Link<PicturesValue>(
            input,
            $"{node.Class} takes uploaded pictures here: what was drawn is saved as it is, and changed no more."
        );

    private static ReadyMask Mask(NodeReader node) =>
        node.Link<MaskValue>("mask").Mask
        ?? throw node.Not("The picture has no transparent places, so its mask is empty.");

    private static PicturesValue Each(NodeReader node, Func<RgbImage, RgbImage> change) =>
        new([.. Pictures(node, "image").Pictures.Select(picture => picture.With(change))]);

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

    private static PicturesValue Scaled(NodeReader node, int width, int height, double factor)
    {
        ScalingFilter filter = node.Text("upscale_method") switch
        {
            "nearest-exact" => ScalingFilter.Nearest,
            "lanczos" => ScalingFilter.Lanczos,
            _ => ScalingFilter.Triangle,
        };
        bool cropped = factor == 0 && node.Text("crop") == "center";
        return Each(
            node,
            image =>
            {
                (int wide, int high) = SizeOf(image, width, height, factor);
                Require(node, wide, high);
                return ImageScaling.Resize(cropped ? Cut(image, wide, high) : image, wide, high, filter);
            }
        );
    }

    /// <summary>The size that is asked for; a side of 0 follows from the other, both of 0 leave the picture.</summary>
    private static (int Width, int Height) SizeOf(RgbImage image, int width, int height, double factor)
    {
        if (factor != 0)
            return (Side(image.Width * factor), Side(image.Height * factor));
        if (width == 0 && height == 0)
            return (image.Width, image.Height);
        if (width == 0)
            return (Side((double)image.Width * height / image.Height), height);
        return (width, height == 0 ? Side((double)image.Height * width / image.Width) : height);
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

    private static void Require(NodeReader node, int width, int height)
    {
        if (Math.Max(width, height) > LargestSide)
            throw node.Not(
                $"{node.Class} makes pictures of at most {LargestSide} pixels a side, not {width}x{height}."
            );
    }
}
