using System.Globalization;
using System.Text;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Cli.Hosting;

/// <summary>
/// Names of output pictures. A path that ends in .png, .jpg or .webp is a file; several pictures get numbers. Any other
/// path is a folder, with names from prompt and seed. Nothing in it is ever overwritten, even if several processes
/// write into it.
/// </summary>
internal sealed class OutputNames
{
    /// <summary>The name for standard output.</summary>
    public const string StandardOutput = "-";

    private readonly string _folder;
    private readonly string? _file;
    private readonly string _option;
    private readonly FileNameRules _rules;

    /// <param name="path">Value of the option; null means <paramref name="defaultFolder"/>.</param>
    /// <param name="defaultFolder">Default folder.</param>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="rules">Rules for file names; null for those of this system.</param>
    /// <exception cref="HippogriffException">The path has another format, is not valid on this system, or is
    /// empty.</exception>
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

    /// <summary>The output format.</summary>
    public ImageFormat Format => _file is null ? ImageFormat.Png : ImageFormats.Parse(Path.GetExtension(_file));

    /// <summary>Names for output that is always PNG.</summary>
    /// <inheritdoc cref="OutputNames(string?, string, string, FileNameRules?)"/>
    public static OutputNames OfPng(string? path, string defaultFolder, string option = "--out")
    {
        OutputNames names = new(path, defaultFolder, option);
        return names.Format == ImageFormat.Png
            ? names
            : throw new HippogriffException($"{option} takes a .png file or a folder here, not '{path}'.");
    }

    /// <summary>
    /// Creates the folder and writes a test file with the longest name that will be needed. Finds a full or read-only
    /// disk and names that are too long, before minutes of sampling.
    /// </summary>
    /// <param name="count">Number of pictures to write.</param>
    /// <exception cref="HippogriffException">Nothing can be written there, or the name is not accepted.</exception>
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
    /// Writes picture <paramref name="index"/> (from 0) of <paramref name="count"/>: to the named file, or under a free
    /// name.
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
    /// Writes another PNG next to a picture, for example its curve: NAME-what.png. In a folder, takes a free name.
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

    /// <summary>Writes the partial result of stopped work next to the named file, which stays as it is.</summary>
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

    /// <summary>Takes the first free name of NAME, NAME-2, NAME-3 ...</summary>
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

    /// <summary>The system's message without the name of the test file.</summary>
    private static string Reason(Exception refusal) => refusal.Message.Split(" : '")[0].TrimEnd('.');

    /// <summary>
    /// The letters and digits of a prompt, joined by dashes, at most 48 of them; "picture" if there are none.
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
