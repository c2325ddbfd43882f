using System.Text.RegularExpressions;
using Hippogriff.Data;
using Hippogriff.Data.Zips;
using Hippogriff.Files;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Texts;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;
using StudioFolder = Hippogriff.Studio.Storage.DataFolder;

namespace Hippogriff.Studio.Trainings;

/// <summary>A dataset for training.</summary>
/// <param name="Name">Its name in requests.</param>
/// <param name="Pictures">Number of pictures with captions; 0 for sprites.</param>
/// <param name="IsSprites">Whether it has sprites for composed scenes.</param>
/// <param name="Fault">Why it cannot be used; null if it can.</param>
public sealed record Dataset(string Name, int Pictures, bool IsSprites, string? Fault = null);

/// <summary>
/// The datasets for training: subfolders of <see cref="StudioOptions.TrainRoot"/>, and uploaded ones in <c>datasets</c>
/// of the studio's folder. Names are compared with lists; a requested name never becomes a path.
/// </summary>
internal sealed partial class Datasets
{
    private const string Incoming = ".incoming-";
    private readonly string _uploaded;
    private readonly string[] _roots;
    private readonly TrainingLimits _limits;
    private readonly SemaphoreSlim _adding = new(1),
        _receiving;
    private readonly TimeProvider _clock;

    public Datasets(StudioFolder data, StudioOptions options, TimeProvider clock)
    {
        (_clock, _receiving) = (clock, new SemaphoreSlim(Math.Max(1, options.Limits.Training.Uploads)));
        (_uploaded, _limits) = (data.Make("datasets"), options.Limits.Training);
        foreach (string half in Directory.GetDirectories(_uploaded).Where(IsHalf))
            Directory.Delete(half, recursive: true);
        foreach (string half in Directory.GetFiles(_uploaded).Where(IsHalf))
            File.Delete(half);
        if (options.TrainRoot is { } root && !Directory.Exists(root))
            throw new HippogriffException(
                $"There is no folder '{root}'; --train-root takes a folder with one folder a dataset.",
                FaultKind.NotFound
            );
        _roots = options.TrainRoot is { } given ? [Path.GetFullPath(given), _uploaded] : [_uploaded];
    }

    /// <summary>All datasets by name.</summary>
    public IReadOnlyList<Dataset> List() =>
        [.. Folders().Select(Look).OrderBy(set => set.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Full path of a dataset.</summary>
    /// <exception cref="HippogriffException">There is none with that name.</exception>
    public string Find(string? name) =>
        Folders().FirstOrDefault(folder => Path.GetFileName(folder) == name)
        ?? throw new HippogriffException(
            $"There is no dataset {Quoted.Name(name ?? "")}; there "
                + $"{(Folders().ToArray() is { Length: > 0 } all ? $"is {string.Join(", ", all.Take(20).Select(Path.GetFileName))}" : "is none, so upload a zip of captioned pictures")}"
                + ".",
            FaultKind.NotFound
        );

    /// <summary>Unpacks an uploaded zip into a new dataset, completely or not at all.</summary>
    /// <param name="name">Name of the new dataset.</param>
    /// <param name="zip">The zip stream, read once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HippogriffException">The name is taken, or the zip cannot be used; the message says
    /// why.</exception>
    public async Task<Dataset> AddAsync(string name, Stream zip, CancellationToken cancellationToken)
    {
        RequireFree(name);
        string half = Path.Combine(_uploaded, Incoming + Guid.NewGuid().ToString("N"));
        // a slow sender does not block others
        using FileStream file = await ReceiveAsync(zip, half + ".zip", cancellationToken).ConfigureAwait(false);
        // one at a time, so that the total limit holds
        await _adding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => new ZipImport(_limits.Zip).Extract(file, half, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            RequireCaptions(half);
            if (BytesOf(_uploaded) > _limits.DatasetsBytes)
                throw new HippogriffException(
                    $"The uploaded datasets would take more than the {_limits.DatasetsBytes >> 20} MB that "
                        + "are allowed together; remove one from the folder 'datasets' of the studio.",
                    FaultKind.Resource
                );
            RequireFree(name);
            string folder = Path.Combine(_uploaded, name);
            Directory.Move(half, folder);
            return Look(folder);
        }
        finally
        {
            if (Directory.Exists(half))
                Directory.Delete(half, recursive: true);
            _adding.Release();
        }
    }

    /// <summary>Whether a folder is an incomplete upload of a killed server, by its name.</summary>
    private static bool IsHalf(string path) =>
        HalfName().IsMatch(Path.GetFileName(path)) && new FileInfo(path).LinkTarget is null;

    [GeneratedRegex(@"^\.incoming-[0-9a-f]{32}(\.zip)?\z")]
    private static partial Regex HalfName();

    private void RequireFree(string name)
    {
        SafeName.Require("dataset", name);
        if (Folders().Any(folder => string.Equals(Path.GetFileName(folder), name, StringComparison.OrdinalIgnoreCase)))
            throw new HippogriffException($"There is a dataset '{name}' already; choose another name.");
    }

    private static void RequireCaptions(string folder)
    {
        DataFolderContents contents;
        try
        {
            contents = TrainingData.Look(folder);
        }
        catch (HippogriffException error)
        {
            throw new HippogriffException(Inside(folder, error), error);
        }
        if (!contents.IsSprites && contents.Captioned == 0)
            throw new HippogriffException(
                $"None of {Counted.Of(contents.Without, "picture")} in the zip has a caption; add .txt files of the "
                    + "same names, or a metadata.jsonl with file_name and text."
            );
    }

    /// <summary>Stores the zip in a file that is deleted on close, because its directory is at its end.</summary>
    private async Task<FileStream> ReceiveAsync(Stream zip, string path, CancellationToken cancellationToken)
    {
        if (!_receiving.Wait(0, CancellationToken.None))
            throw new HippogriffException(
                $"{Counted.Of(_limits.Uploads, "dataset")} {Counted.Noun(_limits.Uploads, "is", "are")} being "
                    + "uploaded, and no more are at once; send this one again in a few seconds.",
                FaultKind.Busy
            );
        try
        {
            using CancellationTokenSource late = new(_limits.UploadTime, _clock),
                either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            try
            {
                return await CopyAsync(zip, path, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
                when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new HippogriffException(
                    FormattableString.Invariant(
                        $"The zip did not arrive within {_limits.UploadTime.TotalMinutes:0.#} minutes, and no upload may take longer."
                    )
                );
            }
        }
        finally
        {
            _receiving.Release();
        }
    }

    private async Task<FileStream> CopyAsync(Stream zip, string path, CancellationToken cancellationToken)
    {
        FileStream file = new(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            1 << 16,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            byte[] part = new byte[1 << 16];
            for (int read; (read = await zip.ReadAsync(part, cancellationToken).ConfigureAwait(false)) > 0; )
            {
                if (file.Length + read > _limits.Zip.Bytes)
                    throw new HippogriffException(
                        $"The zip has more than the {_limits.Zip.Bytes >> 20} MB that are allowed."
                    );
                await file.WriteAsync(part.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            return file;
        }
        // which explains the error itself
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw new HippogriffException(
                "The zip could not be kept; the disk may be full, or the upload was broken off.",
                error
            );
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private IEnumerable<string> Folders() =>
        _roots
            .SelectMany(root => Directory.GetDirectories(root))
            .Where(folder => Path.GetFileName(folder)[0] != '.')
            .DistinctBy(Path.GetFileName);

    private static Dataset Look(string folder)
    {
        string name = Path.GetFileName(folder);
        try
        {
            DataFolderContents contents = TrainingData.Look(folder);
            string? fault = contents is { IsSprites: false, Captioned: 0 }
                ? contents.Without == 0
                    ? "It holds no pictures."
                    : $"Of its {Counted.Of(contents.Without, "picture")} none has a caption."
                : null;
            return new Dataset(name, contents.Captioned, contents.IsSprites, fault);
        }
        catch (Exception error) when (OneOfMany.IsItsOwn(error))
        {
            return new Dataset(
                name,
                0,
                false,
                error is HippogriffException known ? Inside(folder, known) : OneOfMany.Sentence(error)
            );
        }
    }

    /// <summary>The error of a dataset, with names relative to it.</summary>
    private static string Inside(string folder, HippogriffException error) =>
        NamesOnly.Of(
            error
                .Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
                .Replace(folder, Path.GetFileName(folder), StringComparison.Ordinal)
        );

    private static long BytesOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
