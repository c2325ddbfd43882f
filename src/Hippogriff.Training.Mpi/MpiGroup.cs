using System.Numerics;
using System.Runtime.InteropServices;
using Hippogriff.Training.Workers;
using MPI;

namespace Hippogriff.Training.Mpi;

/// <summary>
/// The processes that <c>mpirun</c> started together, by MPICH through MPI.NET. One a process. All its methods may be
/// called from any thread, but from one at a time. A lost process ends the others.
/// </summary>
public sealed class MpiGroup : ITrainingGroup, IDisposable
{
    private static readonly nint s_inPlace = -1; // MPI_IN_PLACE of MPICH

    private MpiGroup()
    {
        MpiLibrary.Require();
        unsafe
        {
            int count = 0;
            byte** arguments = null;
            Check(Unsafe.MPI_Init_thread(ref count, ref arguments, Unsafe.MPI_THREAD_SERIALIZED, out _));
        }
        Check(Unsafe.MPI_Comm_rank(Unsafe.MPI_COMM_WORLD, out int rank));
        Check(Unsafe.MPI_Comm_size(Unsafe.MPI_COMM_WORLD, out int size));
        (Rank, Size) = (rank, size);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>
    /// Joins the group of this process, or null where it was started alone. Loads MPICH only where there is a group.
    /// </summary>
    /// <exception cref="HippogriffException">There is a group, and MPICH is not installed or another MPI started
    /// it.</exception>
    public static MpiGroup? Join() => MpiEnvironment.OfProcess.HasGroup ? new MpiGroup() : null;

    /// <inheritdoc/>
    public void Average(Span<float> values)
    {
        Reduce(MemoryMarshal.AsBytes(values), values.Length, Unsafe.MPI_FLOAT);
        float share = 1f / Size;
        foreach (ref Vector<float> wide in MemoryMarshal.Cast<float, Vector<float>>(values))
            wide *= share;
        for (int i = values.Length - values.Length % Vector<float>.Count; i < values.Length; i++)
            values[i] *= share;
    }

    /// <inheritdoc/>
    public void Sum(Span<double> values) => Reduce(MemoryMarshal.AsBytes(values), values.Length, Unsafe.MPI_DOUBLE);

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes)
    {
        unsafe
        {
            fixed (byte* first = bytes)
                Check(Unsafe.MPI_Bcast((nint)first, bytes.Length, Unsafe.MPI_BYTE, 0, Unsafe.MPI_COMM_WORLD));
        }
    }

    /// <summary>Ends all processes of the group at once.</summary>
    /// <param name="code">Exit code.</param>
    public static void Abort(int code) => _ = Unsafe.MPI_Abort(Unsafe.MPI_COMM_WORLD, code);

    /// <summary>Leaves the group, once all others do.</summary>
    public void Dispose() => _ = Unsafe.MPI_Finalize();

    private static void Reduce(Span<byte> bytes, int count, int type)
    {
        unsafe
        {
            fixed (byte* first = bytes)
                Check(Unsafe.MPI_Allreduce(s_inPlace, (nint)first, count, type, Unsafe.MPI_SUM, Unsafe.MPI_COMM_WORLD));
        }
    }

    private static void Check(int code)
    {
        if (code != Unsafe.MPI_SUCCESS)
            throw new HippogriffException($"MPI failed with code {code}; see what mpirun says.");
    }
}
