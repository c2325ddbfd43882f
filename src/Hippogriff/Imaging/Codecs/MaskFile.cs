namespace Hippogriff.Imaging.Codecs;

/// <summary>What in a file says "paint here anew".</summary>
public enum MaskMeaning
{
    /// <summary>
    /// White does; a file with transparent places is taken for strokes on a transparent ground, so there its opacity
    /// does, whatever the colour (this is how Stable Diffusion programs read masks).
    /// </summary>
    White,

    /// <summary>
    /// Transparency does: holes in a copy of the picture (this is how the OpenAI images API reads masks).
    /// </summary>
    Transparent,
}

/// <summary>Reads masks out of pictures.</summary>
public static class MaskFile
{
    /// <summary>Reads a mask from a file of the formats and sizes that <see cref="ImageFile.Read"/> allows.</summary>
    /// <exception cref="HippogriffException">It is no picture that can be read, or it says nowhere what
    /// <paramref name="meaning"/> asks for.</exception>
    public static MaskImage Read(string path, MaskMeaning meaning = MaskMeaning.White) =>
        Decode(ImageFile.ReadBytes(path), meaning, $"'{path}'");

    /// <summary>Reads a mask out of memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="meaning">What in it says "paint here".</param>
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
                $"{ImageFile.Upper(name)} is nowhere transparent, so there is nothing to paint; the places to "
                    + "paint anew have to be transparent in it."
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
