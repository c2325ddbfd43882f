namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// Finds a palette of 256 colours by median cut (Heckbert 1982). It repeatedly halves the box with the largest product
/// of pixels and longest side. Colours are distinguished by five bits a channel; a palette entry is the mean of its
/// box.
/// </summary>
internal static class ColourBoxes
{
    private const int Most = 256,
        Cells = 1 << 15;

    /// <returns>256 colours of three bytes each, and the palette index of every pixel.</returns>
    public static (byte[] Palette, byte[] Indices) Reduce(RgbImage image)
    {
        int[] counts = new int[Cells];
        long[] sums = new long[Cells * 3];
        for (int i = 0; i < image.Pixels.Length; i += 3)
        {
            int cell = CellOf(image.Pixels, i);
            counts[cell]++;
            for (int c = 0; c < 3; c++)
                sums[cell * 3 + c] += image.Pixels[i + c];
        }
        int[] used = [.. Enumerable.Range(0, Cells).Where(cell => counts[cell] > 0)];
        List<int[]> boxes = [used];
        while (boxes.Count < Most && boxes.Where(box => box.Length > 1).MaxBy(box => Weight(box, counts)) is { } widest)
        {
            boxes.Remove(widest);
            (int[] low, int[] high) = Halve(widest, counts);
            boxes.Add(low);
            boxes.Add(high);
        }
        byte[] palette = new byte[Most * 3],
            colourOf = new byte[Cells];
        for (int b = 0; b < boxes.Count; b++)
        {
            long pixels = boxes[b].Sum(cell => (long)counts[cell]);
            for (int c = 0; c < 3; c++)
                palette[b * 3 + c] = (byte)((boxes[b].Sum(cell => sums[cell * 3 + c]) + pixels / 2) / pixels);
            foreach (int cell in boxes[b])
                colourOf[cell] = (byte)b;
        }
        byte[] indices = new byte[image.Width * image.Height];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = colourOf[CellOf(image.Pixels, i * 3)];
        return (palette, indices);
    }

    private static int CellOf(byte[] pixels, int at) =>
        pixels[at] >> 3 << 10 | pixels[at + 1] >> 3 << 5 | pixels[at + 2] >> 3;

    private static int Channel(int cell, int channel) => cell >> (10 - 5 * channel) & 31;

    private static (int Channel, int Length) LongestSide(int[] box) =>
        Enumerable
            .Range(0, 3)
            .Select(c => (c, box.Max(cell => Channel(cell, c)) - box.Min(cell => Channel(cell, c))))
            .MaxBy(side => side.Item2);

    private static long Weight(int[] box, int[] counts) =>
        box.Sum(cell => (long)counts[cell]) * LongestSide(box).Length;

    /// <summary>Cuts across the longest side: half of the pixels on each side, at least one colour each.</summary>
    private static (int[] Low, int[] High) Halve(int[] box, int[] counts)
    {
        int channel = LongestSide(box).Channel;
        int[] sorted = [.. box.OrderBy(cell => Channel(cell, channel))];
        long half = sorted.Sum(cell => (long)counts[cell]) / 2,
            seen = 0;
        int cut = 0;
        while (cut < sorted.Length - 1 && (seen += counts[sorted[cut]]) <= half)
            cut++;
        cut = Math.Clamp(cut, 1, sorted.Length - 1);
        return (sorted[..cut], sorted[cut..]);
    }
}
