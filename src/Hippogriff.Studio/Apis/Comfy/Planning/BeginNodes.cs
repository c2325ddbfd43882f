using Hippogriff.Imaging;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>Nodes that say where a drawing begins: noise of a size, a picture, a mask.</summary>
internal static class BeginNodes
{
    private const byte Grey = 128,
        Half = 128;

    /// <summary>What the outputs of a node of this room stand for; null for nodes of other rooms.</summary>
    public static GraphValue[]? Read(NodeReader node) =>
        node.Class switch
        {
            "EmptyLatentImage" or "EmptySD3LatentImage" =>
            [
                new NoiseValue(node.Whole("width"), node.Whole("height"), node.Whole("batch_size")),
            ],
            "VAEEncode" => [Source(node)],
            "VAEEncodeForInpaint" => [Inpainted(node)],
            "InpaintModelConditioning" =>
            [
                node.Link<WordsValue>("positive"),
                node.Link<WordsValue>("negative"),
                node.Truth("noise_mask") ? Masked(node, Source(node)) : Source(node),
            ],
            "SetLatentNoiseMask" => [Masked(node, Encoded(node))],
            "RepeatLatentBatch" => [Repeated(node)],
            "LatentUpscale" => [Scaled(node, Side(node.Whole("width")), Side(node.Whole("height")), 0)],
            "LatentUpscaleBy" => [Scaled(node, 0, 0, node.Number("scale_by"))],
            _ => null,
        };

    /// <summary>
    /// The mask grown as ComfyUI grows it: a place belongs to it if one of the <paramref name="by"/> x
    /// <paramref name="by"/> places around it does. Its values become 0 or 255.
    /// </summary>
    public static MaskImage Grown(MaskImage mask, int by)
    {
        byte[] values = Array.ConvertAll(mask.Values, value => value >= Half ? byte.MaxValue : (byte)0);
        if (by < 2)
            return new MaskImage(mask.Width, mask.Height, values);
        int before = by / 2; // ceil((by - 1) / 2), the padding of a convolution
        byte[] rows = Widened(values, (mask.Width, mask.Height, 1, mask.Width), before, by),
            all = Widened(rows, (mask.Height, mask.Width, mask.Width, 1), before, by);
        return new MaskImage(mask.Width, mask.Height, all);
    }

    /// <summary>
    /// The largest value in a window along lines: their length and number, the distance of places and that of lines.
    /// </summary>
    private static byte[] Widened(byte[] from, (int Length, int Lines, int Step, int Next) all, int before, int by)
    {
        byte[] to = new byte[from.Length];
        for (int line = 0; line < all.Lines; line++)
        for (int i = 0; i < all.Length; i++)
        {
            byte most = 0;
            for (int k = Math.Max(0, i - before); k < Math.Min(all.Length, i - before + by); k++)
                most = Math.Max(most, from[line * all.Next + k * all.Step]);
            to[line * all.Next + i * all.Step] = most;
        }
        return to;
    }

    /// <summary>
    /// Where a drawing begins. What a sampler has drawn to its end is a picture here, since a job begins with one.
    /// </summary>
    public static BeginValue Of(NodeReader node, string input)
    {
        if (node.Any(input) is not LatentValue drawn)
            return node.Link<BeginValue>(input);
        node.Warn(
            "Between two samplers pictures are decoded and encoded here, so they differ a little from ComfyUI's."
        );
        return Of(node.PicturesOf(drawn.Drawing));
    }

    private static SourceValue Source(NodeReader node) => Of(node.PicturesOf("pixels"));

    private static SourceValue Of(IReadOnlyList<ReadyPicture> pictures) =>
        pictures.Distinct().Count() == 1
            ? new SourceValue([pictures[0]], null, pictures.Count)
            : new SourceValue(pictures, null, 1);

    private static SourceValue Inpainted(NodeReader node)
    {
        SourceValue source = Source(node);
        ReadyMask mask = MaskOf(node, source);
        int by = node.Whole("grow_mask_by");
        return source with
        {
            Pictures = [.. source.Pictures.Select(picture => picture.With(mask, Emptied))],
            Mask = mask.With(values => Grown(values, by)),
        };
    }

    /// <summary>The picture with grey where the mask is, so that nothing of what was there is seen.</summary>
    private static RgbImage Emptied(RgbImage image, MaskImage mask)
    {
        byte[] pixels = [.. image.Pixels];
        for (int i = 0; i < mask.Values.Length; i++)
            if (mask.Values[i] >= Half)
                pixels.AsSpan(i * 3, 3).Fill(Grey);
        return new RgbImage(image.Width, image.Height, pixels);
    }

    private static SourceValue Masked(NodeReader node, SourceValue source) =>
        source with
        {
            Mask = MaskOf(node, source),
        };

    private static ReadyMask MaskOf(NodeReader node, SourceValue source)
    {
        ReadyMask mask =
            node.Link<MaskValue>("mask").Mask
            ?? throw node.Not("The picture has no transparent places, so its mask is empty: nothing would be painted.");
        return mask.SizedAs(source.Pictures[0]);
    }

    private static SourceValue Encoded(NodeReader node) =>
        Of(node, "samples") as SourceValue
        ?? throw node.Not("A mask selects a part of a picture: put VAEEncode before it.");

    private static BeginValue Repeated(NodeReader node)
    {
        int amount = node.Whole("amount");
        return Of(node, "samples") switch
        {
            NoiseValue noise => noise with { Times = Product(noise.Times, amount) },
            SourceValue source => source with { Times = Product(source.Times, amount) },
            _ => throw node.Not("Pictures that are begun are not repeated here; set the number where they begin."),
        };
    }

    private static int Product(int one, int other) => (int)Math.Min(int.MaxValue, (long)one * other);

    /// <summary>Latents in another size: that of the noise, or of the picture that they are here.</summary>
    private static BeginValue Scaled(NodeReader node, int width, int height, double factor)
    {
        Func<RgbImage, RgbImage> scaling = PictureNodes.Scaling(node, width, height, factor);
        switch (Of(node, "samples"))
        {
            case NoiseValue noise:
                (width, height) = PictureNodes.SizeOf((noise.Width, noise.Height), width, height, factor);
                return noise with { Width = width, Height = height };
            case SourceValue source:
                ReadyPicture[] scaled = [.. source.Pictures.Select(picture => picture.With(scaling))];
                return source with { Pictures = scaled, Mask = source.Mask?.SizedAs(scaled[0]) };
            default:
                throw node.Not("Latents that are begun are not scaled here; let the sampler before draw to its end.");
        }
    }

    /// <summary>A side as ComfyUI takes it: 0 follows from the other one.</summary>
    private static int Side(int said) => said == 0 ? 0 : Math.Max(64, said);
}
