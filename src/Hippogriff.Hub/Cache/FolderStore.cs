using System.Globalization;
using System.Text;
using Hippogriff.Files;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Transfer;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Cache;

/// <summary>
/// Puts files into a folder of the user. What came from the hub is noted in <c>.cache/huggingface/download</c>, as the
/// hub's own tools do. A file that is not as it came is never replaced.
/// </summary>
/// <param name="folder">Full path of the folder.</param>
/// <param name="commit">The commit.</param>
/// <param name="clock">Dates the notes.</param>
/// <param name="cache">Where a file may be copied from instead of being fetched.</param>
internal sealed class FolderStore(string folder, string commit, TimeProvider clock, CacheStore cache) : IFileStore
{
    private const string Notes = ".cache/huggingface/download/";
    private const int NoteLines = 3;

    public string Folder => folder;

    public bool Has(HubEntry file, Action<long>? read, CancellationToken cancellationToken)
    {
        RepositoryPath.Require(file.Path);
        string place = PlainFolder.Prepare(folder, file.Path);
        if (!File.Exists(place) || new FileInfo(place).LinkTarget is not null)
            return TakeFromCache(file, place, read, cancellationToken); // a link is replaced, not what it leads to
        if (file.IsAt(place, read, cancellationToken))
        {
            Note(file);
            return true;
        }
        if (!IsAsItCame(file, place, cancellationToken))
            throw new HippogriffException(
                $"{Quoted.Name(place)} is another file than the one on the hub, and nobody noted that it came from "
                    + "there; move it away, or choose another folder."
            );
        return false;
    }

    public string LockOf(HubEntry file) => PlainFolder.Prepare(folder, $"{Notes}{file.Path}.lock");

    public string IncompleteOf(HubEntry file)
    {
        string ignore = Path.Combine(folder, ".cache", "huggingface", ".gitignore");
        string place = PlainFolder.Prepare(folder, $"{Notes}{file.Path}.{file.Hash.Hex[..16]}{IncompleteFile.Ending}");
        AtomicFile.TryWriteNew(ignore, "*"u8.ToArray());
        return place;
    }

    public void Take(IncompleteFile whole, HubEntry file)
    {
        whole.Finish(PlainFolder.Prepare(folder, file.Path));
        Note(file);
    }

    public void Complete(string revision) { }

    private bool TakeFromCache(HubEntry file, string place, Action<long>? read, CancellationToken cancellationToken)
    {
        if (cache.Blob(file) is not { } blob || !file.IsAt(blob, read, cancellationToken))
            return false;
        AtomicFile.Write(
            place,
            stream =>
            {
                using FileStream content = RegularFile.Open(blob, buffer: 0);
                content.CopyTo(stream, 1 << 20);
            }
        );
        Note(file);
        return true;
    }

    /// <summary>Whether a file, which is not as the hub has it now, is what an earlier commit had: then it may be
    /// replaced.</summary>
    private bool IsAsItCame(HubEntry file, string place, CancellationToken cancellationToken)
    {
        string note = NoteOf(file);
        if (!File.Exists(note) || new FileInfo(note).LinkTarget is not null)
            return false;
        string[] lines = [.. RegularFile.ReadLines(note, 1 << 10)];
        return lines.Length >= NoteLines
            && ContentHash.Parse(lines[1]) is { } hash
            && hash != file.Hash
            && hash.IsOf(place, null, cancellationToken);
    }

    private void Note(HubEntry file)
    {
        string seconds = (clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0).ToString(
            "0.0##",
            CultureInfo.InvariantCulture
        );
        AtomicFile.Write(NoteOf(file), Encoding.ASCII.GetBytes($"{commit}\n{file.Hash.Hex}\n{seconds}\n"));
    }

    private string NoteOf(HubEntry file) => PlainFolder.Prepare(folder, $"{Notes}{file.Path}.metadata");
}
