using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Gallery;

/// <summary>
/// The pictures on disk: <c>pictures/ID.png</c> with its metadata, and <c>steps/ID.zip</c> with the kept steps as PNGs. Whole files or nothing; names are numbers that are
/// made here.
/// </summary>
internal sealed class PictureFiles
{
    private const string LevelsFile = "levels.json";
    private readonly string _pictures, _steps;

    public PictureFiles(DataFolder folder)
    {
        (_pictures, _steps) = (folder.In("pictures"), folder.In("steps"));
        Directory.CreateDirectory(_pictures);
        Directory.CreateDirectory(_steps);
    }

    /// <summary>Writes a picture and its steps.</summary>
    /// <exception cref="HippogriffException">The disk is full or cannot be written.</exception>
    public void Write(long id, GeneratedImage image)
    {
        if (image.Steps.Count > 0) AtomicFile.Write(StepsPath(id), stream => Pack(stream, image.Steps));
        PngFile.Write(PicturePath(id), image.Image, image.Settings);
    }

    /// <summary>The PNG; null where there is none.</summary>
    public byte[]? Picture(long id)
    {
        try { return File.ReadAllBytes(PicturePath(id)); }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    /// <summary>All kept steps.</summary>
    public IReadOnlyList<GalleryStep> Steps(long id) => Open(id, (zip, levels) => (IReadOnlyList<GalleryStep>)[.. levels.Select((_, i) => Unpack(zip, levels, i))]) ?? [];

    /// <summary>Noise levels of the kept steps.</summary>
    public IReadOnlyList<double> Levels(long id) => Open(id, (_, levels) => levels) ?? [];

    /// <summary>One kept step.</summary>
    public GalleryStep? Step(long id, int number) => Open(id, (zip, levels) => number >= 0 && number < levels.Length ? Unpack(zip, levels, number) : null);

    /// <summary>Removes a picture and its steps, as far as they are there.</summary>
    public void Remove(long id)
    {
        File.Delete(PicturePath(id));
        File.Delete(StepsPath(id));
    }

    /// <summary>Removes what a killed server left: halves of files, and files of pictures that were never hung or are no more.</summary>
    public void Sweep(IReadOnlySet<long> known)
    {
        foreach (string file in Directory.EnumerateFiles(_pictures).Concat(Directory.EnumerateFiles(_steps)).ToArray())
        {
            bool ours = Path.GetExtension(file) is ".png" or ".zip" && long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out long id) && known.Contains(id);
            if (!ours) File.Delete(file);
        }
    }

    private T? Open<T>(long id, Func<ZipArchive, double[], T?> read) where T : class
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(StepsPath(id));
            using Stream levels = zip.GetEntry(LevelsFile)!.Open();
            return read(zip, JsonSerializer.Deserialize<double[]>(levels)!);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    /// <summary>PNGs are packed already, so they are only stored. They are made on all cores: the job is not done before.</summary>
    private static void Pack(Stream stream, IReadOnlyList<StepPicture> steps)
    {
        byte[][] pictures = new byte[2 * steps.Count][];
        Parallel.For(0, pictures.Length, i => pictures[i] = PngFile.Encode(i % 2 == 0 ? steps[i / 2].Noisy : steps[i / 2].Clean, generated: true, quick: true));
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, LevelsFile, JsonSerializer.SerializeToUtf8Bytes(steps.Select(step => step.Sigma)));
        for (int i = 0; i < steps.Count; i++)
        {
            Add(zip, Entry(i, "noisy"), pictures[2 * i]);
            Add(zip, Entry(i, "clean"), pictures[2 * i + 1]);
        }
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(bytes);
    }

    private static GalleryStep Unpack(ZipArchive zip, double[] levels, int number) => new(levels[number], Bytes(zip, Entry(number, "noisy")), Bytes(zip, Entry(number, "clean")));

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new InvalidDataException($"A file of steps lacks {name}.");
        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string Entry(int number, string kind) => string.Create(CultureInfo.InvariantCulture, $"{number:0000}-{kind}.png");

    private string PicturePath(long id) => Path.Combine(_pictures, id.ToString(CultureInfo.InvariantCulture) + ".png");

    private string StepsPath(long id) => Path.Combine(_steps, id.ToString(CultureInfo.InvariantCulture) + ".zip");
}
