using System.Globalization;
using System.Text;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Cli.Hosting;

/// <summary>
/// Where pictures go. A path that ends in .png, .jpg or .webp is a file (of several pictures each gets a number);
/// anything else is a folder, in which names are made of the prompt and the seed and nothing is ever overwritten,
/// however many processes write into it.
/// </summary>
internal sealed class OutputNames
{
    /// <summary>What stands for standard output.</summary>
    public const string StandardOutput = "-";

    private readonly string _folder;
    private readonly string? _file;
    private readonly string _option;
    private readonly FileNameRules _rules;

    /// <param name="path">What the option says; null takes <paramref name="defaultFolder"/>.</param>
    /// <param name="defaultFolder">Where pictures go when nothing is said.</param>
    /// <param name="option">The option, for sentences.</param>
    /// <param name="rules">What names of files may be; null for those of this system.</param>
    /// <exception cref="HippogriffException">The path names a file of another format, one that this system does not
    /// take, or nothing.</exception>
    public OutputNames(string? path, string defaultFolder, string option = "--out", FileNameRules? rules = null)
    {
        (_option, _rules) = (option, rules ?? FileNameRules.OfThisSystem);
        path ??= defaultFolder;
        if (string.IsNullOrWhiteSpace(path))
            throw new HippogriffException($"{option} is empty; it takes a .png, .jpg or .webp file or a folder.");
        if (path == StandardOutput)
            throw new HippogriffException(
                $"{option} - is standard output, to which generate and denoise write one picture; here it "
                    + "takes a file or a folder (./- is a folder of that name)."
            );
        bool folder = Path.EndsInDirectorySeparator(path) || Directory.Exists(path) || !Path.HasExtension(path);
        if (!folder && ImageFormats.TryParse(Path.GetExtension(path)) is null)
            throw new HippogriffException($"{option} takes a .png, .jpg or .webp file or a folder, not '{path}'.");
        (_folder, _file) = folder ? (path, null) : (Path.GetDirectoryName(path) ?? "", Path.GetFileName(path));
        if (_file is not null && _rules.Fault(_file) is { } fault)
            throw new HippogriffException($"{option} names the file '{_file}', which {fault}; choose another name.");
    }

    /// <summary>The format that is written.</summary>
    public ImageFormat Format => _file is null ? ImageFormat.Png : ImageFormats.Parse(Path.GetExtension(_file));

    /// <summary>Names for what is only written without loss.</summary>
    /// <inheritdoc cref="OutputNames(string?, string, string, FileNameRules?)"/>
    public static OutputNames OfPng(string? path, string defaultFolder, string option = "--out")
    {
        OutputNames names = new(path, defaultFolder, option);
        return names.Format == ImageFormat.Png
            ? names
            : throw new HippogriffException($"{option} takes a .png file or a folder here, not '{path}'.");
    }

    /// <summary>
    /// Makes the folder and writes into it once, under a name as long as the longest that will be needed, so that a
    /// full or forbidden disk and a name that the file system does not take are found before minutes of drawing.
    /// </summary>
    /// <param name="count">Pictures that will be written.</param>
    /// <exception cref="HippogriffException">Nothing can be written there, or not under that name.</exception>
    public void Probe(int count = 1)
    {
        string folder = _folder.Length == 0 ? "." : _folder;
        string name =
            _file is null ? ""
            : count == 1 ? _file
            : Numbered(count);
        if (name.Length > 0 && _rules.Fault(name) is { } fault)
            throw new HippogriffException(
                $"{_option} names files up to '{name}', and that name {fault}; choose a shorter one."
            );
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".{Path.GetRandomFileName()}".PadRight(_rules.LengthOf(name), 'x'));
            using FileStream stream = new(
                probe,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
            stream.WriteByte(0);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException(
                $"Nothing can be written in '{folder}' ({Reason(refusal)}); {_option} takes a folder or file that can.",
                refusal
            );
        }
        if (_file is not null && Directory.Exists(Path.Combine(_folder, _file)))
            throw new HippogriffException($"{_option} names '{Path.Combine(_folder, _file)}', which is a folder.");
    }

    /// <summary>
    /// Writes picture <paramref name="index"/> (from 0) of <paramref name="count"/>: to the file that was named, or to
    /// a name that was free.
    /// </summary>
    /// <returns>Its path.</returns>
    /// <exception cref="HippogriffException">It could not be written.</exception>
    public string Put(byte[] file, string about, long seed, int index = 0, int count = 1)
    {
        if (_file is null)
            return PutNew(file, string.Create(CultureInfo.InvariantCulture, $"{Slug(about)}-{seed}"), ".png");
        string path = Path.Combine(_folder, count == 1 ? _file : Numbered(index + 1));
        AtomicFile.Write(path, file);
        return path;
    }

    /// <summary>
    /// Writes a further PNG beside a picture, for example its curve: NAME-what.png, where a folder was named under a
    /// name that was free.
    /// </summary>
    /// <inheritdoc cref="Put" path="/returns"/>
    /// <inheritdoc cref="Put" path="/exception"/>
    public string PutBeside(byte[] png, string picture, string what)
    {
        string name = Path.GetFileNameWithoutExtension(picture);
        if (_file is null)
            return PutNew(png, $"{name}-{what}", ".png");
        string path = Path.Combine(_folder, _rules.Fit(name, $"-{what}.png"));
        AtomicFile.Write(path, png);
        return path;
    }

    /// <summary>
    /// Writes what there is of something that was stopped, beside the file that was named, which stays as it is.
    /// </summary>
    /// <inheritdoc cref="Put" path="/returns"/>
    /// <inheritdoc cref="Put" path="/exception"/>
    public string PutStopped(byte[] png, string about, long seed) =>
        PutNew(
            png,
            (
                _file is null
                    ? string.Create(CultureInfo.InvariantCulture, $"{Slug(about)}-{seed}")
                    : Path.GetFileNameWithoutExtension(_file)
            ) + "-stopped",
            ".png"
        );

    /// <summary>Takes the first of NAME, NAME-2, NAME-3 ... that nobody has.</summary>
    private string PutNew(byte[] file, string name, string ending)
    {
        for (int again = 1; ; again++)
        {
            string path = Path.Combine(
                _folder,
                _rules.Fit(name, again == 1 ? ending : string.Create(CultureInfo.InvariantCulture, $"-{again}{ending}"))
            );
            if (AtomicFile.TryWriteNew(path, file))
                return path;
        }
    }

    private string Numbered(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileNameWithoutExtension(_file)}-{number}{Path.GetExtension(_file)}"
        );

    /// <summary>What the system said, without the made-up name of the probe.</summary>
    private static string Reason(Exception refusal) => refusal.Message.Split(" : '")[0].TrimEnd('.');

    /// <summary>
    /// The letters and digits of a prompt, joined by dashes, at most 48 of them; "picture" where there are none.
    /// </summary>
    internal static string Slug(string prompt)
    {
        StringBuilder slug = new();
        foreach (char c in prompt)
        {
            if (slug.Length >= 48)
                break;
            if (char.IsLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        string name = slug.ToString().Trim('-');
        return name.Length == 0 ? "picture" : name;
    }
}
