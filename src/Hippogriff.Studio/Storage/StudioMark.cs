using System.Globalization;
using System.Text;
using Hippogriff.Files;
using Hippogriff.Metadata;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>The owner of a folder.</summary>
internal enum FolderOwner
{
    /// <summary>It does not exist, or has nothing of value.</summary>
    Nobody,

    /// <summary>A studio's: it has the mark.</summary>
    Studio,

    /// <summary>A studio's without a mark: from an earlier version, or the mark was lost.</summary>
    UnmarkedStudio,

    /// <summary>Another program's or a person's.</summary>
    Other,
}

/// <summary>
/// Recognises a studio's folder, so that the program never uses another one. A studio's folder has a marker file.
/// Folders of earlier versions have a studio.db with its tables, or numbered pictures whose metadata names Hippogriff.
/// </summary>
internal static class StudioMark
{
    /// <summary>The file that marks a studio's folder.</summary>
    public const string FileName = "hippogriff-studio.txt";

    private const string Begins = "This is the folder of a Hippogriff studio";
    private const string Text =
        Begins
        + """
            , made by 'hippogriff serve': its database, pictures, uploads and trainings.
            By this file Hippogriff knows that the folder is its own; in a folder without it, it does not work. Leave it where it is.
            What lies in set-aside is what Hippogriff found here and did not know: it never deletes such files.

            """;
    private const int LongestMark = 1 << 16,
        MostPictures = 50;

    /// <summary>Files that operating systems create in folders.</summary>
    private static readonly HashSet<string> s_clutter = new(StringComparer.OrdinalIgnoreCase)
    {
        ".DS_Store",
        ".localized",
        ".fseventsd",
        ".Spotlight-V100",
        ".TemporaryItems",
        ".Trashes",
        ".directory",
        "lost+found",
        "Thumbs.db",
        "desktop.ini",
        "System Volume Information",
        "$RECYCLE.BIN",
    };

    /// <summary>Whether a file was created by an operating system.</summary>
    public static bool IsClutter(string name) =>
        s_clutter.Contains(name) || name.StartsWith("._", StringComparison.Ordinal);

    /// <summary>Determines the owner of a folder.</summary>
    /// <param name="folder">Full path.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FolderOwner Of(string folder)
    {
        if (!Directory.Exists(folder))
            return FolderOwner.Nobody;
        if (IsMarked(Path.Combine(folder, FileName)))
            return FolderOwner.Studio;
        if (Directory.EnumerateFileSystemEntries(folder).All(IsHarmless))
            return FolderOwner.Nobody;
        return LooksLikeOne(folder) ? FolderOwner.UnmarkedStudio : FolderOwner.Other;
    }

    /// <summary>Marks a folder.</summary>
    public static void Put(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), Encoding.UTF8.GetBytes(Text));

    /// <summary>The settings of a picture that Hippogriff drew; null for others.</summary>
    /// <param name="file">Its path.</param>
    public static Pipelines.GenerationSettings? SettingsOf(string file)
    {
        try
        {
            return
                Path.GetExtension(file).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".webp"
                && new FileInfo(file) is { LinkTarget: null, Length: > 0 }
                && ImageMetadata.Read(file).Infotext is { } text
                && text.Fields.GetValueOrDefault("Version", "").StartsWith("hippogriff", StringComparison.Ordinal)
                ? text.Settings
                : null;
        }
        catch (Exception error)
            when (error is HippogriffException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether studio.db has the tables of a studio.</summary>
    public static bool HasTables(string database)
    {
        if (!File.Exists(database) || new FileInfo(database).Length == 0)
            return false;
        try
        {
            using SqliteConnection connection = new(
                new SqliteConnectionStringBuilder
                {
                    DataSource = database,
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ToString()
            );
            connection.Open();
            return connection.Value<long>(
                    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN " + "('job', 'picture')"
                ) == 2;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static bool IsMarked(string mark)
    {
        if (!File.Exists(mark) || new FileInfo(mark).Length > LongestMark)
            return false;
        if (FileNature.Strange(mark) is not null)
            return false; // a named pipe would be waited for without end
        return File.ReadAllText(mark).TrimStart().StartsWith(Begins, StringComparison.Ordinal);
    }

    /// <summary>Whether a file may exist in a new studio's folder; such files are never changed.</summary>
    private static bool IsHarmless(string path)
    {
        string name = Path.GetFileName(path);
        if (IsClutter(name) || AtomicFile.IsTemporary(name))
            return true;
        return name switch
        {
            "studio.lock" => new FileInfo(path) is { Exists: true, Length: 0 },
            "keys.json" => File.Exists(path), // of serve --new-key
            "loras" => Holds(path, ".safetensors"),
            "recipes" => Holds(path, ".json"),
            "pictures" or "steps" or "uploads" or "datasets" or "trainings" => Holds(path, null),
            _ => false,
        };
    }

    /// <summary>Whether a folder has only files with one extension.</summary>
    private static bool Holds(string folder, string? ending) =>
        Directory.Exists(folder)
        && Directory
            .EnumerateFileSystemEntries(folder)
            .All(entry =>
                IsClutter(Path.GetFileName(entry)) || File.Exists(entry) && Path.GetExtension(entry) == ending
            );

    /// <summary>
    /// Whether a folder looks like one of a version without a mark. Such versions made an empty lock file, a database,
    /// which may be damaged, and numbered pictures.
    /// </summary>
    private static bool LooksLikeOne(string folder)
    {
        string database = Path.Combine(folder, "studio.db"),
            pictures = Path.Combine(folder, "pictures");
        if (
            HasTables(database)
            || File.Exists(database) && new FileInfo(Path.Combine(folder, "studio.lock")) is { Exists: true, Length: 0 }
        )
            return true;
        return Directory.Exists(pictures)
            && Directory
                .EnumerateFiles(pictures, "*.png")
                .Where(IsNumbered)
                .Take(MostPictures)
                .Any(file => SettingsOf(file) is not null);
    }

    private static bool IsNumbered(string file) =>
        long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
