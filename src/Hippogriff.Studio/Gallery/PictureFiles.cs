using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Storage;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Gallery;

/// <summary>
/// The pictures on disk: <c>pictures/ID.png</c> with its metadata, and <c>steps/ID.zip</c> with the kept steps as PNGs.
/// Files are written atomically; names are ids assigned here.
/// </summary>
internal sealed class PictureFiles
{
    /// <summary>Names of the folders.</summary>
    public const string Pictures = "pictures",
        Steps = "steps";

    private const string LevelsFile = "levels.json";

    /// <summary>The files of a studio; creates missing folders.</summary>
    public PictureFiles(DataFolder folder)
        : this(folder.Path)
    {
        folder.Make(Pictures);
        folder.Make(Steps);
    }

    /// <summary>The files in a studio's folder, for reading.</summary>
    public PictureFiles(string folder) =>
        (PicturesFolder, StepsFolder) = (Path.Combine(folder, Pictures), Path.Combine(folder, Steps));

    /// <summary>Full path of the folder of pictures.</summary>
    public string PicturesFolder { get; }

    /// <summary>Full path of the folder of kept steps.</summary>
    public string StepsFolder { get; }

    /// <summary>The id in a file name; null for other names.</summary>
    public static long? NumberOf(string file, string ending) =>
        Path.GetExtension(file) == ending
        && Path.GetFileNameWithoutExtension(file) is { Length: > 0 } name
        && name[0] != '0'
        && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    /// <summary>Whether there are files with this id.</summary>
    public bool Has(long id) => File.Exists(PicturePath(id)) || File.Exists(StepsPath(id));

    /// <summary>Writes a picture and its steps.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="image">The picture.</param>
    /// <param name="texts">Further texts of its file, by keyword.</param>
    /// <returns>False if the id is taken: an existing file stays as it is.</returns>
    /// <exception cref="HippogriffException">The disk is full or cannot be written; nothing is left behind.</exception>
    public bool TryWrite(long id, GeneratedImage image, IReadOnlyDictionary<string, string> texts)
    {
        if (Has(id))
            return false;
        bool steps = image.Steps.Count > 0,
            whole = false;
        if (steps && !AtomicFile.TryWriteNew(StepsPath(id), stream => Pack(stream, image.Steps)))
            return false;
        try
        {
            return whole = AtomicFile.TryWriteNew(
                PicturePath(id),
                PngFile.Encode(image.Image, generated: true, AllTexts(image, texts))
            );
        }
        finally
        {
            if (steps && !whole)
                File.Delete(StepsPath(id));
        }
    }

    /// <summary>The PNG; null if there is none. Links are ignored, since their targets were not drawn here.</summary>
    public byte[]? Picture(long id)
    {
        try
        {
            return IsLink(PicturePath(id)) ? null : File.ReadAllBytes(PicturePath(id));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>All kept steps.</summary>
    public IReadOnlyList<GalleryStep> StepsOf(long id) =>
        Open(id, (zip, levels) => (IReadOnlyList<GalleryStep>)[.. levels.Select((_, i) => Unpack(zip, levels, i))])
        ?? [];

    /// <summary>Noise levels of the kept steps.</summary>
    public IReadOnlyList<double> Levels(long id) => Open(id, (_, levels) => levels) ?? [];

    /// <summary>One kept step.</summary>
    public GalleryStep? Step(long id, int number) =>
        Open(id, (zip, levels) => number >= 0 && number < levels.Length ? Unpack(zip, levels, number) : null);

    /// <summary>Number of kept steps of a picture; null if their file is damaged.</summary>
    public int? WholeSteps(long id)
    {
        if (!File.Exists(StepsPath(id)))
            return 0;
        try
        {
            IReadOnlyList<GalleryStep> steps = StepsOf(id);
            foreach (GalleryStep step in steps)
            {
                ImageFile.Decode(step.Noisy.ToArray());
                ImageFile.Decode(step.Clean.ToArray());
            }
            return steps.Count > 0 ? steps.Count : null;
        }
        catch (HippogriffException)
        {
            return null;
        }
    }

    /// <summary>Deletes a picture and its steps, if they exist.</summary>
    public void Remove(long id)
    {
        File.Delete(PicturePath(id));
        File.Delete(StepsPath(id));
    }

    /// <summary>The settings come first: programs read a part of very many texts.</summary>
    private static Dictionary<string, string> AllTexts(GeneratedImage image, IReadOnlyDictionary<string, string> texts)
    {
        Dictionary<string, string> all = new() { [PngFile.ParametersKey] = Infotext.Write(image.Settings) };
        foreach ((string key, string text) in texts)
            all.TryAdd(key, text);
        return all;
    }

    /// <summary>The result of <paramref name="read"/> on a file of steps; null if it is missing or damaged.</summary>
    private T? Open<T>(long id, Func<ZipArchive, double[], T?> read)
        where T : class
    {
        try
        {
            if (IsLink(StepsPath(id)))
                return null;
            using ZipArchive zip = ZipFile.OpenRead(StepsPath(id));
            if (zip.GetEntry(LevelsFile) is not { } entry)
                return null;
            using Stream levels = entry.Open();
            return JsonSerializer.Deserialize<double[]>(levels) is { } sigmas ? read(zip, sigmas) : null;
        }
        catch (Exception error)
            when (error
                    is FileNotFoundException
                        or DirectoryNotFoundException
                        or InvalidDataException
                        or JsonException
                        or EndOfStreamException
            )
        {
            return null;
        }
    }

    /// <summary>
    /// Writes the PNGs uncompressed. They are encoded on all cores, because the job ends only afterwards.
    /// </summary>
    private static void Pack(Stream stream, IReadOnlyList<StepPicture> steps)
    {
        byte[][] pictures = new byte[2 * steps.Count][];
        Parallel.For(
            0,
            pictures.Length,
            i =>
                pictures[i] = PngFile.Encode(
                    i % 2 == 0 ? steps[i / 2].Noisy : steps[i / 2].Clean,
                    generated: true,
                    quick: true
                )
        );
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

    private static GalleryStep Unpack(ZipArchive zip, double[] levels, int number) =>
        new(levels[number], Bytes(zip, Entry(number, "noisy")), Bytes(zip, Entry(number, "clean")));

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new InvalidDataException($"A file of steps lacks {name}.");
        if (entry.Length > ImageFile.MaxBytes)
            throw new InvalidDataException($"A file of steps holds a {name} of {Counted.Of(entry.Length, "byte")}.");
        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static string Entry(int number, string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:0000}-{kind}.png");

    /// <summary>Full path of a picture, which may not exist.</summary>
    public string PicturePath(long id) =>
        Path.Combine(PicturesFolder, id.ToString(CultureInfo.InvariantCulture) + ".png");

    /// <summary>Full path of a picture's kept steps, which may not exist.</summary>
    public string StepsPath(long id) => Path.Combine(StepsFolder, id.ToString(CultureInfo.InvariantCulture) + ".zip");
}
