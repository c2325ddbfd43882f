using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Pictures and masks that came from outside, decoded once, kept under the hash of their pixels. Names are made here;
/// nothing that a client sends becomes a path.
/// </summary>
public interface IUploads
{
    /// <summary>Decodes and keeps a picture; within the limits on bytes and pixels.</summary>
    /// <returns>Its name, for <see cref="JobRequest.Source"/>.</returns>
    /// <exception cref="HippogriffException">It is not a picture that can be read, or too large.</exception>
    Task<string> KeepPictureAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>Decodes and keeps a mask.</summary>
    /// <param name="bytes">A picture.</param>
    /// <param name="meaning">What of it says where to paint.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its name, for <see cref="JobRequest.Mask"/>.</returns>
    /// <exception cref="HippogriffException">It is not a picture that can be read, or too large.</exception>
    Task<string> KeepMaskAsync(
        ReadOnlyMemory<byte> bytes,
        MaskMeaning meaning,
        CancellationToken cancellationToken = default
    );

    /// <summary>A kept picture.</summary>
    /// <exception cref="HippogriffException">There is none of that name.</exception>
    RgbImage Picture(string name);

    /// <summary>A kept mask.</summary>
    /// <exception cref="HippogriffException">There is none of that name.</exception>
    MaskImage Mask(string name);

    /// <summary>Removes what no open job needs and nobody has asked for since <paramref name="before"/>.</summary>
    /// <param name="inUse">Names that open jobs need.</param>
    /// <param name="before">What was touched later stays.</param>
    /// <returns>How many.</returns>
    int Purge(IReadOnlySet<string> inUse, DateTimeOffset before) => 0;
}
