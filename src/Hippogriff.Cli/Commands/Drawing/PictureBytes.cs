namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>A picture in memory of which metadata are read.</summary>
/// <param name="File">The whole file.</param>
/// <param name="Name">Its name in messages, as a sentence begins with it.</param>
internal readonly record struct PictureBytes(byte[] File, string Name)
{
    /// <summary>Whether it begins as a PNG does.</summary>
    public bool IsPng => File.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);
}
