using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Data.Zips;

namespace Hippogriff.Cli.Commands.Training;

/// <summary><c>hippogriff train</c>: trains a model on a folder of captioned pictures.</summary>
internal static class TrainCommand
{
    public static Command Build(CommandHost host)
    {
        TrainOptions options = new();
        DocumentedCommand command = new(
            "train",
            "Train a model on captioned pictures. Ctrl-C saves and ends; --resume continues.",
            "hippogriff train --data my-pictures --out runs/mine --minutes 60",
            "hippogriff train --data my-pictures --out runs/mine --minutes 60 --resume",
            "hippogriff train --data my-pictures --base first --out runs/more --minutes 60",
            "hippogriff train --data my-dog --base first --lora-rank 8 --like dog --out runs/my-dog --minutes 20",
            "hippogriff train --data photos --buckets --out runs/photos --minutes 240",
            "hippogriff train --data photos --out runs/photos --minutes 240 --workers 4",
            "hippogriff train --data cats --no-captions --out runs/cats --minutes 120",
            "hippogriff train --data sprites --recipe my-recipe.json --out runs/scenes --updates 20000 --device cuda"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options, parsed, stop));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandHost host,
        TrainOptions options,
        ParseResult parsed,
        CancellationToken stop
    )
    {
        TrainingRequest order = options.Read(parsed);
        bool json = options.IsJson(parsed);
        if (host.JoinWorkers() is { } group)
            return await WorkerProcess.RunAsync(host, group, order, mine => TrainAsync(mine, json, stop), stop);
        RequireFiles(order);
        if (order.Workers is > 1 and { } count)
            return await WorkerLauncher.RunAsync(
                host,
                new LaunchedWorkers(count, order.Out, order.Resume, again => options.LineFor(parsed, again)),
                stop
            );
        if (order.AverageEvery is not null)
            throw new HippogriffException(
                "--average-every is for several workers; add --workers N, start by mpirun, or leave it out."
            );
        return await TrainAsync(new WorkerRole(host, order, "hippogriff train"), json, stop);
    }

    private static async Task<int> TrainAsync(WorkerRole mine, bool json, CancellationToken stop)
    {
        (CommandHost host, TrainingRequest order, string program) = mine;
        RequireFiles(order);
        TrainingSession session = new(order.Out, $"{program} --data {order.Data} --out {order.Out}", json);
        return await session.RunAsync(host, observer => host.RunTraining(order, observer, stop), stop);
    }

    private static void RequireFiles(TrainingRequest order)
    {
        if (!Directory.Exists(order.Data) && !PackedFolder.IsMeant(order.Data))
            throw new HippogriffException(
                $"There is no folder '{order.Data}'; --data takes a folder of captioned pictures, or a zip file "
                    + "of one.",
                FaultKind.NotFound
            );
        if (order.Recipe is { } recipe && !File.Exists(recipe))
            throw new HippogriffException(
                $"There is no file '{recipe}'; --recipe takes a JSON file.",
                FaultKind.NotFound
            );
    }
}
