using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Hippogriff.Studio.Storage;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Jobs;

/// <inheritdoc cref="IUploads"/>
internal sealed partial class Uploads : IUploads, IDisposable
{
    /// <summary>Maximum side of a stored upload; larger pictures are never drawn.</summary>
    private const int LargestSide = 2_048;

    /// <summary>Name of the uploads folder.</summary>
    public const string FolderName = "uploads";

    /// <summary>Bytes per pixel for decoding: four as stored, three over white.</summary>
    private const int BytesAPixel = 7;

    /// <summary>Memory size from which a collection is worthwhile.</summary>
    private const long Large = 64 << 20;

    private readonly string _folder;
    private readonly StudioLimits _limits;
    private readonly Turnstile _decoding;
    private long _unpacked;
    private long _bytes;

    public Uploads(DataFolder folder, StudioOptions options, TimeProvider? clock = null)
    {
        (_folder, _limits) = (folder.Make(FolderName), options.Limits);
        List<string> strays = [];
        StudioLimits limits = options.Limits;
        _decoding = new Turnstile(
            limits.Decoders,
            limits.WaitingBytes,
            limits.DecodingPatience,
            clock ?? TimeProvider.System
        )
        {
            Emptied = GiveBack,
        };
        foreach (FileInfo file in new DirectoryInfo(_folder).EnumerateFiles())
        {
            if (IsOurs(file))
                _bytes += file.Length;
            else if (!StudioMark.IsClutter(file.Name) && !AtomicFile.IsTemporary(file.Name))
                strays.Add(file.FullName);
        }
        folder.Aside.TakeAll(strays, FolderName, "no uploads of this studio");
    }

    public Task<string> KeepPictureAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        InTurnAsync(
            bytes,
            file => KeepPicture(Read(() => ImageFile.Decode(file, "the uploaded picture")), 'p'),
            cancellationToken
        );

    public Task<string> KeepMaskAsync(
        ReadOnlyMemory<byte> bytes,
        MaskMeaning meaning,
        CancellationToken cancellationToken = default
    ) =>
        InTurnAsync(
            bytes,
            file => KeepPicture(MaskFile.Decode(file, meaning, "the uploaded mask").ToImage(), 'm'),
            cancellationToken
        );

    public RgbImage Picture(string name) => ImageFile.Read(PathOf(name, 'p', "uploaded picture"));

    public MaskImage Mask(string name) => MaskImage.FromBrightness(ImageFile.Read(PathOf(name, 'm', "uploaded mask")));

    /// <summary>Deletes uploads that no job needs and that are older than <paramref name="before"/>.</summary>
    /// <returns>Their number.</returns>
    public int Purge(IReadOnlySet<string> inUse, DateTimeOffset before)
    {
        int gone = 0;
        foreach (FileInfo file in new DirectoryInfo(_folder).EnumerateFiles("*.png"))
        {
            if (
                !IsOurs(file)
                || file.LastWriteTimeUtc >= before.UtcDateTime
                || inUse.Contains(Path.GetFileNameWithoutExtension(file.Name))
            )
                continue;
            Interlocked.Add(ref _bytes, -file.Length);
            file.Delete();
            gone++;
        }
        return gone;
    }

    /// <summary>Deletes uploads by name.</summary>
    public void Remove(IEnumerable<string> names)
    {
        foreach (string name in names.Where(name => NamePattern().IsMatch(name)))
        {
            FileInfo file = new(Path.Combine(_folder, name + ".png"));
            if (!file.Exists || !IsOurs(file))
                continue;
            Interlocked.Add(ref _bytes, -file.Length);
            file.Delete();
        }
    }

    public void Dispose() => _decoding.Dispose();

    /// <summary>
    /// Refuses large uploads immediately and decodes others a few at a time, since each takes some hundred megabytes.
    /// </summary>
    private async Task<string> InTurnAsync(
        ReadOnlyMemory<byte> bytes,
        Func<byte[], string> keep,
        CancellationToken cancellationToken
    )
    {
        (byte[] file, long pixels) = Allowed(bytes);
        using IDisposable turn = await _decoding.EnterAsync(file.Length, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _unpacked, pixels * BytesAPixel);
        return await Task.Run(() => keep(file), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// After the last decoding, returns the memory of large pictures to the system; the garbage collector would keep
    /// it.
    /// </summary>
    private void GiveBack()
    {
        if (Interlocked.Exchange(ref _unpacked, 0) >= Large)
            LargeMemory.GiveBack();
    }

    /// <summary>Checks the size in the header, before decoding.</summary>
    private (byte[] File, long Pixels) Allowed(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > _limits.BodyBytes)
            throw new HippogriffException(
                $"The upload has {Counted.Grouped(bytes.Length, "byte")}; at most {_limits.BodyBytes:N0} are allowed."
            ).Because(RefusalKind.UploadTooLarge, bytes.Length >> 20, _limits.BodyBytes >> 20);
        byte[] file = bytes.ToArray();
        return (file, Read(() => ImageFile.RequireSize(file, "the upload", _limits.UploadPixels)));
    }

    /// <summary>Reads an upload; what is refused has its reason.</summary>
    private T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (HippogriffException error) when (error.Kind == FaultKind.DamagedFile)
        {
            error.Because(RefusalKind.NoPicture);
            throw;
        }
        catch (HippogriffException error) when (error.Kind == FaultKind.InvalidRequest)
        {
            error.Because(RefusalKind.PictureTooLarge, Math.Min(_limits.UploadPixels, ImageFile.MaxPixels) / 1e6);
            throw;
        }
    }

    private string KeepPicture(RgbImage image, char kind)
    {
        int longest = Math.Max(image.Width, image.Height);
        if (longest > LargestSide)
            image = ImageScaling.Resize(image, Scaled(image.Width, longest), Scaled(image.Height, longest));
        string name = NameOf(image, kind);
        string path = Path.Combine(_folder, name + ".png");
        if (File.Exists(path))
            return name;
        byte[] png = PngFile.Encode(image);
        if (Interlocked.Add(ref _bytes, png.Length) > _limits.UploadsBytes)
        {
            Interlocked.Add(ref _bytes, -png.Length);
            throw new HippogriffException(
                $"The uploads take all the {_limits.UploadsBytes >> 20} MB that they may; those that no job "
                    + "needs are removed after a day.",
                FaultKind.Resource
            ).Because(RefusalKind.UploadsFull, _limits.UploadsBytes >> 20);
        }
        bool first = false;
        try
        {
            first = AtomicFile.TryWriteNew(path, png); // another one may keep the same pixels at this moment
        }
        finally
        {
            if (!first)
                Interlocked.Add(ref _bytes, -png.Length);
        }
        return name;
    }

    /// <summary>A name from the kind and the hash of size and pixels.</summary>
    private static string NameOf(RgbImage image, char kind)
    {
        byte[] size = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size.AsSpan(4), image.Height);
        return kind + Convert.ToHexStringLower(SHA256.HashData([.. size, .. image.Pixels]));
    }

    /// <summary>Whether a stored upload's pixels match its name.</summary>
    /// <param name="path">Path of a file that <see cref="IsOurs"/>.</param>
    internal static bool IsWhole(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        try
        {
            return NameOf(ImageFile.Read(path), name[0]) == name;
        }
        catch (HippogriffException)
        {
            return false;
        }
    }

    /// <summary>Whether a name was assigned here and is a file, not a link.</summary>
    internal static bool IsOurs(FileInfo file) =>
        file.Extension == ".png"
        && NamePattern().IsMatch(Path.GetFileNameWithoutExtension(file.Name))
        && file.LinkTarget is null;

    private static int Scaled(int side, int longest) =>
        Math.Max(1, (int)Math.Round((double)side * LargestSide / longest));

    /// <summary>
    /// The path of an upload. Only names assigned here are accepted, so none leads out of the folder, and no links.
    /// </summary>
    private string PathOf(string name, char kind, string what)
    {
        string path = Path.Combine(_folder, name + ".png");
        return NamePattern().IsMatch(name) && name[0] == kind && File.Exists(path) && IsOurs(new FileInfo(path))
            ? path
            : throw new HippogriffException(
                $"There is no {what} of that name; upload it first and use the name that comes back.",
                FaultKind.NotFound
            ).Because(RefusalKind.UploadGone);
    }

    [GeneratedRegex("^[pm][0-9a-f]{64}\\z")]
    private static partial Regex NamePattern();
}
