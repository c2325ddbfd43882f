namespace Hippogriff.Imaging.Codecs;

/// <summary>What marks the area to repaint in a mask file.</summary>
public enum MaskMeaning
{
    /// <summary>
    /// White. In a file with transparency, opacity marks the area, whatever the colour: such files are strokes on a
    /// transparent ground. Stable Diffusion programs read masks in this way.
    /// </summary>
    White,

    /// <summary>Transparency: holes in a copy of the picture. The OpenAI images API reads masks in this way.</summary>
    Transparent,
}

/// <summary>Reads masks from picture files.</summary>
public static class MaskFile
{
    /// <summary>Reads a mask from a file of the formats and sizes that <see cref="ImageFile.Read"/> allows.</summary>
    /// <exception cref="HippogriffException">The file cannot be read as a picture, or has nothing that
    /// <paramref name="meaning"/> asks for.</exception>
    public static MaskImage Read(string path, MaskMeaning meaning = MaskMeaning.White) =>
        Decode(ImageFile.ReadBytes(path), meaning, $"'{path}'");

    /// <summary>Reads a mask from memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="meaning">What marks the area to repaint.</param>
    /// <param name="name">What to call it in a message, for example "the uploaded mask".</param>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static MaskImage Decode(byte[] bytes, MaskMeaning meaning = MaskMeaning.White, string name = "the mask")
    {
        RgbaPixels file = ImageFile.Unpack(bytes, name);
        bool transparent = false;
        for (int i = 3; i < file.Pixels.Length && !transparent; i += 4)
            transparent = file.Pixels[i] < 255;
        if (meaning == MaskMeaning.Transparent && !transparent)
            throw new HippogriffException(
                $"{ImageFile.Upper(name)} is nowhere transparent, so there is nothing to repaint; make the places to "
                    + "repaint transparent."
            );
        if (!transparent)
            return MaskImage.FromBrightness(file.OverWhite());
        byte[] grey = new byte[file.Width * file.Height * 3];
        for (int i = 0; i < file.Width * file.Height; i++)
        {
            byte opacity = file.Pixels[i * 4 + 3];
            grey.AsSpan(i * 3, 3).Fill(meaning == MaskMeaning.Transparent ? (byte)(255 - opacity) : opacity);
        }
        return MaskImage.FromBrightness(file.Turn(new RgbImage(file.Width, file.Height, grey)));
    }
}
