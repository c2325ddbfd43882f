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
            "EmptyLatentImage" => [new NoiseValue(node.Whole("width"), node.Whole("height"), node.Whole("batch_size"))],
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

    private static SourceValue Source(NodeReader node) =>
        node.Any("pixels") is PicturesValue pictures
            ? new SourceValue(pictures.Pictures[0], null, pictures.Pictures.Count)
            : throw node.Not(
                "A picture that this graph draws is not drawn on here; save it, and load it in another graph."
            );

    private static SourceValue Inpainted(NodeReader node)
    {
        SourceValue source = Source(node);
        ReadyMask mask = MaskOf(node, source);
        int by = node.Whole("grow_mask_by");
        return source with
        {
            Picture = source.Picture.With(image => Emptied(image, mask.Values)),
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
        return new(null, () => mask.Values.Resized(source.Picture.Pixels.Width, source.Picture.Pixels.Height));
    }

    private static SourceValue Encoded(NodeReader node) =>
        node.Link<SourceValue>("samples", "A mask selects a part of a picture: put VAEEncode before it.");

    private static BeginValue Repeated(NodeReader node)
    {
        BeginValue begin = node.Link<BeginValue>("samples");
        return begin is BegunValue
            ? throw node.Not("Pictures that are begun are not repeated here; set the number where they begin.")
            : begin with
            {
                Count = (int)Math.Min(int.MaxValue, (long)begin.Count * node.Whole("amount")),
            };
    }
}
