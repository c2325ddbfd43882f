using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Hippogriff.Data.Examples;

namespace Hippogriff.Training.Workers;

/// <summary>Workers on several machines have to train on the same data, each from its own disk.</summary>
public static class WorkerData
{
    private const int Compared = 8;

    /// <summary>Compares the number of examples, and the first ones pixel by pixel, with those of the first
    /// worker.</summary>
    /// <exception cref="HippogriffException">A worker has other data.</exception>
    public static void RequireSame(WorkerPlan workers, IExampleSource source)
    {
        if (!workers.IsShared)
            return;
        double own = Digest(source);
        Span<double> first = [own];
        workers.OfFirst(first);
        bool differs = own != first[0];
        if (workers.Any(differs))
            throw new HippogriffException(
                differs
                    ? $"The training data of worker {workers.Group.Rank} on {Environment.MachineName} differ from "
                        + "those of worker 0; give every machine the same files under the same path."
                    : "A worker has other training data than worker 0; give every machine the same files under the "
                        + "same path.",
                FaultKind.Incompatible
            );
    }

    /// <summary>48 bits of a hash, which a double holds exactly.</summary>
    private static double Digest(IExampleSource source)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> count = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(count, source.Count ?? -1);
        hash.AppendData(count);
        for (int i = 0; i < Compared; i++)
        {
            Example example = source.Get(i);
            hash.AppendData(Encoding.UTF8.GetBytes(example.Caption));
            hash.AppendData(example.Image.Pixels);
        }
        return BinaryPrimitives.ReadInt64LittleEndian(hash.GetHashAndReset()) & ((1L << 48) - 1);
    }
}
