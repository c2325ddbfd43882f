using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Uploaded pictures and masks, decoded once and stored under the hash of their pixels. Names are assigned here; client
/// input never becomes a path.
/// </summary>
public interface IUploads
{
    /// <summary>Decodes and stores a picture within the limits of bytes and pixels.</summary>
    /// <returns>Its name, for <see cref="JobRequest.Source"/>.</returns>
    /// <exception cref="HippogriffException">It cannot be read as a picture, or is too large.</exception>
    Task<string> KeepPictureAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>Decodes and stores a mask.</summary>
    /// <param name="bytes">A picture.</param>
    /// <param name="meaning">What marks the area to repaint.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its name, for <see cref="JobRequest.Mask"/>.</returns>
    /// <exception cref="HippogriffException">It cannot be read as a picture, or is too large.</exception>
    Task<string> KeepMaskAsync(
        ReadOnlyMemory<byte> bytes,
        MaskMeaning meaning,
        CancellationToken cancellationToken = default
    );

    /// <summary>A stored picture.</summary>
    /// <exception cref="HippogriffException">There is none with that name.</exception>
    RgbImage Picture(string name);

    /// <summary>A stored mask.</summary>
    /// <exception cref="HippogriffException">There is none with that name.</exception>
    MaskImage Mask(string name);

    /// <summary>
    /// Removes uploads that no open job needs and no request has used since <paramref name="before"/>.
    /// </summary>
    /// <param name="inUse">Names that open jobs need.</param>
    /// <param name="before">Uploads used later are kept.</param>
    /// <returns>How many.</returns>
    int Purge(IReadOnlySet<string> inUse, DateTimeOffset before) => 0;
}
