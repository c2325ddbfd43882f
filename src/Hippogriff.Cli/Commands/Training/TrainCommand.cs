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
            "hippogriff train --data cats --no-captions --out runs/cats --minutes 120",
            "hippogriff train --data sprites --recipe my-recipe.json --out runs/scenes --updates 20000 --device cuda"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed), options.IsJson(parsed), stop));
        return command;
    }

    private static Task<int> RunAsync(CommandHost host, TrainingRequest order, bool json, CancellationToken stop)
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
        TrainingSession session = new(order.Out, $"hippogriff train --data {order.Data} --out {order.Out}", json);
        return session.RunAsync(host, observer => host.RunTraining(order, observer, stop), stop);
    }
}
