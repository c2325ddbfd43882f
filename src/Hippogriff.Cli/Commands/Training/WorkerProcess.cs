using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Zips;
using Hippogriff.Training.Mpi;
using Hippogriff.Training.Runs;
using Hippogriff.Training.Workers;
using TorchSharp;

namespace Hippogriff.Cli.Commands.Training;

/// <summary>What a process does in a training.</summary>
/// <param name="Host">Where it writes.</param>
/// <param name="Order">What is trained, in this process's folder.</param>
/// <param name="Program">The program of the command that goes on with the run.</param>
internal sealed record WorkerRole(CommandHost Host, TrainingRequest Order, string Program);

/// <summary>
/// A process of a training that <c>mpirun</c> started several times. The first one writes the run's folder and talks;
/// the others have a temporary folder and say nothing but errors. An error of one ends all.
/// </summary>
internal static class WorkerProcess
{
    private const string Threads = "OMP_NUM_THREADS",
        OnThisMachine = "MPI_LOCALNRANKS"; // set by MPICH's mpirun
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    /// <summary>Trains as a member of a group.</summary>
    public static async Task<int> RunAsync(
        CommandHost host,
        MpiGroup group,
        TrainingRequest order,
        Func<WorkerRole, Task<int>> train,
        CancellationToken stop
    )
    {
        WorkerPlan plan = new(group, order.AverageEvery);
        try
        {
            if (order.Workers is not null)
                throw new HippogriffException("--workers starts processes itself; leave it out under mpirun.");
            ShareProcessors();
            int code = await TrainAsync(host, plan, order, train);
            group.Dispose();
            return code;
        }
        catch (Exception failure)
        {
            (int code, string sentence) = Failure.Describe(failure, stop);
            // What fails in all is said once: the first one speaks, and ends the others while they wait.
            if (!plan.IsFirst)
                await Task.Delay(s_pause, host.Clock, CancellationToken.None);
            await host.Terminal.Error.WriteLineAsync(
                plan.IsFirst ? sentence : $"Worker {group.Rank} on {Environment.MachineName}: {sentence}"
            );
            await host.Terminal.Error.FlushAsync(CancellationToken.None);
            MpiGroup.Abort(code);
            return code;
        }
    }

    private static async Task<int> TrainAsync(
        CommandHost host,
        WorkerPlan plan,
        TrainingRequest order,
        Func<WorkerRole, Task<int>> train
    )
    {
        using UnpackedFolder? own = plan.IsFirst ? null : UnpackedFolder.Create();
        TrainingRequest mine = order with
        {
            Group = plan,
            Out = own is null ? order.Out : Path.Combine(own.Path, Path.GetFileName(Path.GetFullPath(order.Out))),
        };
        if (order.Resume)
            WorkerFolder.Share(plan, mine.Out);
        string program = WorkerLauncher.IsParent
            ? $"hippogriff train --workers {plan.Group.Size}"
            : $"mpirun -n {plan.Group.Size} hippogriff train";
        if (plan.IsFirst && !WorkerLauncher.IsParent)
            await host.Terminal.Error.WriteLineAsync(
                $"{plan.Group.Size} workers. If one is lost, all end; {program} --data {order.Data} --out {order.Out} "
                    + "--resume with the same length goes on from the last checkpoint."
            );
        CommandHost quiet = host with { Terminal = Terminal.Piped(TextWriter.Null, TextWriter.Null) };
        return await train(new WorkerRole(plan.IsFirst ? host : quiet, mine, program));
    }

    /// <summary>The workers of a machine share its processors, unless the environment says how.</summary>
    private static void ShareProcessors()
    {
        if (
            Environment.GetEnvironmentVariable(Threads) is null
            && int.TryParse(
                Environment.GetEnvironmentVariable(OnThisMachine),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int here
            )
            && here > 1
        )
            torch.set_num_threads(Math.Max(1, Environment.ProcessorCount / here));
    }
}
