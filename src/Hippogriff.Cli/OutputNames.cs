using System.Globalization;
using System.Text;
using Hippogriff.Imaging;

namespace Hippogriff.Cli;

/// <summary>
/// Where pictures go. A path that ends in .png, .jpg or .webp is a file (of several pictures each gets a number); anything else is a
/// folder, in which names are made of the prompt and the seed and nothing is ever overwritten.
/// </summary>
internal sealed class OutputNames
{
    private readonly string _folder;
    private readonly string? _file;
    private readonly string _option;

    /// <param name="path">What the option says; null takes <paramref name="defaultFolder"/>.</param>
    /// <param name="defaultFolder">Where pictures go when nothing is said.</param>
    /// <param name="option">The option, for sentences.</param>
    /// <exception cref="HippogriffException">The path names a file of another format.</exception>
    public OutputNames(string? path, string defaultFolder, string option = "--out")
    {
        _option = option;
        path ??= defaultFolder;
        bool folder = path.Length == 0 || Path.EndsInDirectorySeparator(path) || Directory.Exists(path) || !Path.HasExtension(path);
        if (!folder && ImageFormats.TryParse(Path.GetExtension(path)) is null)
            throw new HippogriffException($"{option} takes a .png, .jpg or .webp file or a folder, not '{path}'.");
        (_folder, _file) = folder ? (path, null) : (Path.GetDirectoryName(path) ?? "", Path.GetFileName(path));
    }

    /// <summary>Names for what is only written without loss.</summary>
    /// <inheritdoc cref="OutputNames(string?, string, string)"/>
    public static OutputNames OfPng(string? path, string defaultFolder, string option = "--out")
    {
        OutputNames names = new(path, defaultFolder, option);
        return names._file is null || Path.GetExtension(names._file).Equals(".png", StringComparison.OrdinalIgnoreCase)
            ? names : throw new HippogriffException($"{option} takes a .png file or a folder here, not '{path}'.");
    }

    /// <summary>Makes the folder and writes into it once, so that a full or forbidden disk is found before minutes of drawing.</summary>
    /// <exception cref="HippogriffException">Nothing can be written there.</exception>
    public void Probe()
    {
        string folder = _folder.Length == 0 ? "." : _folder;
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".{Path.GetRandomFileName()}");
            using FileStream stream = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            stream.WriteByte(0);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException($"Nothing can be written in '{folder}' ({Reason(refusal)}); {_option} takes a folder or file that can.", refusal);
        }
        if (_file is not null && Directory.Exists(Path.Combine(_folder, _file)))
            throw new HippogriffException($"{_option} names '{Path.Combine(_folder, _file)}', which is a folder.");
    }

    /// <summary>What the system said, without the made-up name of the probe.</summary>
    private static string Reason(Exception refusal) => refusal.Message.Split(" : '")[0].TrimEnd('.');

    /// <summary>The file of picture <paramref name="index"/> (from 0) of <paramref name="count"/>.</summary>
    public string For(string prompt, long seed, int index, int count)
    {
        if (_file is not null)
        {
            string stem = Path.GetFileNameWithoutExtension(_file);
            return Path.Combine(_folder, count == 1 ? _file : $"{stem}-{index + 1}{Path.GetExtension(_file)}");
        }
        string name = string.Create(CultureInfo.InvariantCulture, $"{Slug(prompt)}-{seed}");
        string path = Path.Combine(_folder, name + ".png");
        for (int again = 2; Path.Exists(path); again++) path = Path.Combine(_folder, $"{name}-{again}.png");
        return path;
    }

    /// <summary>The file beside <paramref name="picture"/> that shows its steps.</summary>
    public static string Strip(string picture) => Path.Combine(Path.GetDirectoryName(picture) ?? "", Path.GetFileNameWithoutExtension(picture) + "-steps.png");

    /// <summary>A further picture beside <paramref name="picture"/>, for example its curve.</summary>
    public static string Beside(string picture, string what) => Path.Combine(Path.GetDirectoryName(picture) ?? "", $"{Path.GetFileNameWithoutExtension(picture)}-{what}.png");

    /// <summary>The letters and digits of a prompt, joined by dashes, at most 48 of them; "picture" where there are none.</summary>
    internal static string Slug(string prompt)
    {
        StringBuilder slug = new();
        foreach (char c in prompt)
        {
            if (slug.Length >= 48) break;
            if (char.IsLetterOrDigit(c)) slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        string name = slug.ToString().Trim('-');
        return name.Length == 0 ? "picture" : name;
    }
}
