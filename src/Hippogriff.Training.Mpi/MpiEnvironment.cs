using System.Globalization;

namespace Hippogriff.Training.Mpi;

/// <summary>What the program that started this process says of its group.</summary>
/// <param name="read">Reads a variable of the environment.</param>
public sealed class MpiEnvironment(Func<string, string?> read)
{
    private const string Rank = "PMI_RANK", // set by MPICH's mpirun, and by Slurm
        Size = "PMI_SIZE",
        OpenMpiSize = "OMPI_COMM_WORLD_SIZE";

    /// <summary>The environment of this process.</summary>
    public static MpiEnvironment OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>Whether several processes were started together.</summary>
    /// <exception cref="HippogriffException">By an mpirun that does not fit MPICH.</exception>
    public bool HasGroup
    {
        get
        {
            if (read(Rank) is not null)
                return Number(Size) > 1;
            if (Number(OpenMpiSize) > 1)
                throw new HippogriffException(
                    "The workers were started by Open MPI's mpirun, and Hippogriff needs that of MPICH; on Debian "
                        + "and Ubuntu it is mpirun.mpich of the package mpich."
                );
            return false;
        }
    }

    private int Number(string name) =>
        int.TryParse(read(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
