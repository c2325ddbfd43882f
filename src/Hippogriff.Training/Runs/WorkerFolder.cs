using System.Runtime.InteropServices;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Workers;
using Hippogriff.Weights;

namespace Hippogriff.Training.Runs;

/// <summary>
/// The run's folder is that of the first worker. The others have folders of their own, which get the files that the
/// stages build on: plan, words, autoencoder, prior pictures. So no file system has to be shared.
/// </summary>
public static class WorkerFolder
{
    /// <summary>Folder of pictures that the model of a LoRA draws first.</summary>
    public const string PriorFolder = "prior";

    private const string Weights = ".safetensors";
    private const int Chunk = 1 << 24;

    /// <summary>A file and its bytes; none of a checkpoint, whose weights travel by themselves.</summary>
    private sealed record Sent(string Path, long Bytes);

    /// <summary>Gives the folders of all workers what the first one's has.</summary>
    /// <param name="workers">The workers.</param>
    /// <param name="folder">The run's folder of this worker.</param>
    public static void Share(WorkerPlan workers, string folder)
    {
        if (!workers.IsShared)
            return;
        byte[] list = workers.IsFirst ? JsonSerializer.SerializeToUtf8Bytes(FilesOf(folder)) : [];
        long[] length = [list.Length];
        Pass(workers, MemoryMarshal.AsBytes(length.AsSpan()));
        if (!workers.IsFirst)
            list = new byte[length[0]];
        Pass(workers, list);
        foreach (Sent file in JsonSerializer.Deserialize<Sent[]>(list)!)
        {
            string path = Path.Combine(folder, file.Path);
            byte[] bytes = workers.IsFirst && file.Bytes > 0 ? File.ReadAllBytes(path) : new byte[file.Bytes];
            Pass(workers, bytes);
            if (!workers.IsFirst)
                AtomicFile.Write(path, bytes);
        }
    }

    private static void Pass(WorkerPlan workers, Span<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at += Chunk)
            workers.Group.Broadcast(bytes.Slice(at, Math.Min(Chunk, bytes.Length - at)));
    }

    private static Sent[] FilesOf(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(path => Path.GetRelativePath(folder, path))
                    .Where(IsBuiltOn)
                    .Order(StringComparer.Ordinal)
                    .Select(name => new Sent(
                        name,
                        CheckpointFolder.IsName(Path.GetFileName(name))
                            ? 0
                            : new FileInfo(Path.Combine(folder, name)).Length
                    )),
            ]
            : [];

    private static bool IsBuiltOn(string name)
    {
        string[] parts = name.Split(Path.DirectorySeparatorChar);
        string file = parts[^1];
        return parts switch
        {
            [_] => file.EndsWith(".txt", StringComparison.Ordinal)
                || file.EndsWith(".json", StringComparison.Ordinal) && file != TrainingLog.FileName,
            [PriorFolder, ..] => !file.StartsWith('.'),
            [ModelFolder.OfRun, _] => false,
            [_, _] => file.EndsWith(Weights, StringComparison.Ordinal),
            _ => false,
        };
    }
}
