using Hippogriff.Files;

namespace Hippogriff.Data.Captions;

/// <summary>A picture file and its captions; several captions are alternatives.</summary>
public sealed record CaptionedFile(string Path, IReadOnlyList<string> Captions);

/// <summary>
/// Finds the captions of a folder. An index has the captions of its folder and subfolders: <c>metadata.jsonl</c> or
/// <c>metadata.csv</c> (as in Hugging Face's imagefolder), or <c>captions.jsonl</c> (see
/// <see cref="CaptionRows.Names"/>). Without an index, or for pictures missing in a table, a <c>.txt</c> file next to
/// each picture has one caption per line.
/// </summary>
internal sealed class CaptionIndex
{
    /// <summary>Extensions of caption files in other programs.</summary>
    private static readonly string[] s_endings =
    [
        ".txt",
        ".caption",
        ".captions",
        ".cap",
        ".caption.txt",
        ".text",
        ".md",
        ".json",
        ".tags",
    ];

    private const long LargestText = 256 << 20;
    private readonly string _folder;
    private readonly FolderTree _tree;
    private readonly Dictionary<string, Dictionary<string, string>> _neighbours = new(StringComparer.Ordinal);
    private readonly Action<string, string> _skip;
    private readonly Action<string, string> _remark;

    private CaptionIndex(string folder, FolderTree tree, Action<string, string> skip, Action<string, string> remark) =>
        (_folder, _tree, _skip, _remark) = (folder, tree, skip, remark);

    /// <summary>
    /// The captioned files in a stable order. <paramref name="skip"/> receives the path and the reason of every picture
    /// without a caption and of unreadable files. <paramref name="remark"/> receives texts that are not UTF-8. Without
    /// <paramref name="captions"/>, all pictures with empty captions.
    /// </summary>
    /// <exception cref="HippogriffException">The folder cannot be read or an index is damaged.</exception>
    public static List<CaptionedFile> Read(
        string folder,
        Action<string, string> skip,
        bool captions = true,
        Action<string, string>? remark = null
    )
    {
        if (!Directory.Exists(folder))
            throw new HippogriffException($"There is no folder '{folder}'.", FaultKind.NotFound);
        try
        {
            folder = Path.TrimEndingDirectorySeparator(folder);
            FolderTree tree = FolderTree.Of(folder, skip);
            return captions
                ? new CaptionIndex(folder, tree, skip, remark ?? ((_, _) => { })).Find()
                : [.. tree.Pictures.Select(path => new CaptionedFile(path, [""]))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException($"The folder '{folder}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private List<CaptionedFile> Find()
    {
        List<CaptionedFile> found = [];
        Dictionary<string, string> named = new(StringComparer.Ordinal);
        Dictionary<string, string> indexes = new(StringComparer.Ordinal); // folder to the index that it has
        foreach ((string folder, List<string> files) in _tree.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (CaptionRows.Names.FirstOrDefault(files.Contains) is not { } name)
                continue;
            string index = indexes[folder] = Path.Combine(folder, name);
            foreach (CaptionRow row in CaptionRows.Read(index, Text(index)))
                if (Take(folder, index, row, named) is { } file)
                    found.Add(file);
        }
        foreach (string path in _tree.Pictures.Where(path => !named.ContainsKey(Path.GetFullPath(path))))
        {
            string? index = IndexOver(path, indexes);
            if (index is not null && CaptionRows.SaysAll(index))
                _skip(
                    path,
                    $"'{path}' is not named in '{index}', so it is left "
                        + $"out{(Beside(path) is null ? "" : "; the text beside it is not read where there is such an index")}"
                        + "."
                );
            else if (Captions(path, index) is { Count: > 0 } captions)
                found.Add(new CaptionedFile(path, captions));
        }
        return found;
    }

    /// <summary>The file of a row; null if another index has listed it already, or it has no caption.</summary>
    private CaptionedFile? Take(string folder, string index, CaptionRow row, Dictionary<string, string> named)
    {
        string full = Path.GetFullPath(Path.Combine(folder, row.File)),
            root = Path.GetFullPath(_folder);
        if (!full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new HippogriffException(
                $"Line {row.Line} of '{index}' names '{row.File}', which lies outside the folder."
            );
        if (!named.TryAdd(full, index) && named[full] != index)
            return null;
        // as pictures without an index are called: below the folder as it was given
        string path = Path.Combine(_folder, Path.GetRelativePath(root, full));
        string caption = OneLine(row.Caption);
        if (caption.Length > 0)
            return new CaptionedFile(path, [caption]);
        _skip(path, $"'{path}' has no caption.");
        return null;
    }

    /// <summary>The index of the picture's folder, or of the nearest parent that has one.</summary>
    private string? IndexOver(string path, Dictionary<string, string> indexes)
    {
        for (
            string? at = Path.GetDirectoryName(path);
            at is not null && at.Length >= _folder.Length;
            at = Path.GetDirectoryName(at)
        )
            if (indexes.TryGetValue(at, out string? index))
                return index;
        return indexes.GetValueOrDefault(_folder);
    }

    /// <summary>The lines of the caption file next to a picture; empty if there is none, which is reported.</summary>
    private List<string> Captions(string path, string? index)
    {
        try
        {
            List<string> captions = Beside(path) is { } text
                ? [.. Text(text).Lines.Select(OneLine).Where(line => line.Length > 0)]
                : [];
            if (captions.Count == 0)
                _skip(
                    path,
                    $"'{path}' has no caption{(index is null ? "" : $", and '{index}' does not name it")}{Hint(path)}."
                );
            return captions;
        }
        catch (Exception error) when (error is HippogriffException or IOException or UnauthorizedAccessException)
        {
            _skip(path, $"'{path}' has no caption that can be read: {error.Message.TrimEnd('.')}.");
            return [];
        }
    }

    private PlainText Text(string path)
    {
        PlainText text = PlainText.Decode(RegularFile.ReadBytes(path, LargestText), path);
        if (text.IsWindows1252)
            _remark(path, $"'{path}' is not UTF-8; it was read as Windows-1252.");
        return text;
    }

    /// <summary>The caption file next to a picture, ignoring the extension's case.</summary>
    private string? Beside(string path)
    {
        string exact = Path.ChangeExtension(path, ".txt");
        if (File.Exists(exact))
            return exact;
        return
            Neighbours(path).TryGetValue(Path.GetFileName(exact), out string? name)
            && Path.GetFileNameWithoutExtension(name) == Path.GetFileNameWithoutExtension(path)
            ? Path.Combine(Path.GetDirectoryName(path)!, name)
            : null;
    }

    /// <summary>A hint if a caption file of another program is there.</summary>
    private string Hint(string path)
    {
        string name = Path.GetFileName(path),
            stem = Path.GetFileNameWithoutExtension(path);
        Dictionary<string, string> files = Neighbours(path);
        string? other = s_endings
            .SelectMany(ending => new[] { stem + ending, name + ending })
            .Select(file => files.GetValueOrDefault(file))
            .FirstOrDefault(file => file is not null);
        return other is null ? "" : $"; '{other}' beside it is not read: its caption has to be called '{stem}.txt'";
    }

    /// <summary>
    /// The files next to a picture by lower-case name. Of two names that differ only in case, the one with more
    /// lower-case letters.
    /// </summary>
    private Dictionary<string, string> Neighbours(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (_neighbours.TryGetValue(folder, out Dictionary<string, string>? known))
            return known;
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in _tree.Files.GetValueOrDefault(folder) ?? [])
            names[name] = name; // in order: small letters come last
        return _neighbours[folder] = names;
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
