using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Zips;
using Hippogriff.Pipelines;
using Hippogriff.Training;
using Hippogriff.Training.Runs;

namespace Hippogriff.Cli.Commands.Training;

/// <summary><c>hippogriff train</c>: trains a model on a folder of captioned pictures.</summary>
internal static class TrainCommand
{
    public static Command Build(CommandHost host)
    {
        Option<string> data = new("--data")
        {
            HelpName = "DIR",
            Required = true,
            Description =
                "Training data. Captioned pictures: .txt files beside the pictures, metadata.jsonl, or "
                + "captions.jsonl; a "
                + "zip file of them; a folder of sprites where the recipe composes scenes.",
        };
        Option<string> output = new("--out")
        {
            HelpName = "DIR",
            Required = true,
            Description =
                "Where the result goes. A folder of checkpoints, sheets, the loss curve and the finished model.",
        };
        Option<string?> recipe = Values.Text(
            "--recipe",
            "FILE",
            "JSON file that says how: network, batch, learning rate, world of scenes. The other options "
                + "override it. Left out: the built-in one."
        );
        Option<string?> world = Values.Text(
            "--world",
            "FILE",
            "JSON file of the world that scenes are composed of. Left out: the recipe's, or the built-in one."
        );
        Option<string?> from = Values.Text(
            "--base",
            "MODEL",
            "Begin with the words and weights of this model instead of random ones. Its recipe's network must be the "
                + "same. New words are added to its own."
        );
        Option<int?> lora = Values.Whole(
            "--lora-rank",
            1,
            256,
            "Train a LoRA of this rank for the model of --base, instead of a model; 8 is usual. It is a small file "
                + "for a new thing or look."
        );
        Option<string?> like = Values.Text(
            "--like",
            "WORD",
            "With --lora-rank: a word of the model that is like the new thing, such as dog. It initialises the new "
                + "word."
        );
        Option<int?> prior = Values.Whole(
            "--prior",
            0,
            4096,
            "With --lora-rank: number of pictures that the model draws first, so that it forgets less. Default: 96."
        );
        Option<bool> silent = new("--no-captions")
        {
            Description =
                "For a model without words: captions are left out. Any folder of pictures will do; it draws without "
                + "a prompt.",
        };
        Option<bool> buckets = new("--buckets")
        {
            Description =
                "Take pictures in a few proportions, from 1:2 to 2:1, instead of squares. A batch holds pictures of "
                + "one "
                + "size.",
        };
        Option<PictureSize?> size = Values.Square(
            8,
            1024,
            "Size in pixels. The side of the pictures, which are squares."
        );
        Option<double?> minutes = Values.Number(
            "--minutes",
            0,
            100_000,
            "How long to train, in minutes, including earlier sessions of a resumed run. Pictures that are drawn, "
                + "for --prior and the sheets, are not counted.",
            including: false
        );
        Option<int?> steps = Values.Whole(
            "--updates",
            1,
            int.MaxValue,
            "How many updates to make, including earlier sessions of a resumed run."
        );
        Option<int?> batch = Values.Whole(
            "--batch-size",
            1,
            65_536,
            "How many are computed at once. Pictures an update. Left out: the recipe's."
        );
        Option<double?> rate = Values.Number(
            "--rate",
            0,
            1,
            "Learning rate at its highest. Left out: the recipe's.",
            including: false
        );
        Option<long?> seed = Values.Seed(
            "Same seed, same result. It is that of weights, noise and data order. Left out: the recipe's."
        );
        Option<bool> resume = new("--resume")
        {
            Description = "Resume what was stopped before its end. The last good checkpoint in --out is taken.",
        };
        Option<string?> device = DeviceOption.Create();
        Option<bool> json = JsonOption.Create();
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
        )
        {
            data,
            output,
            recipe,
            world,
            from,
            lora,
            like,
            prior,
            silent,
            buckets,
            size,
            minutes,
            steps,
            batch,
            rate,
            seed,
            resume,
            device,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                TrainingLength length = new(parsed.GetValue(steps), parsed.GetValue(minutes));
                if (length is { Steps: not null, Minutes: not null })
                    throw new HippogriffException("A training ends by --minutes or by --updates, not by both.");
                if (length is { Steps: null, Minutes: null })
                    throw new HippogriffException(
                        "A training needs its length: --minutes N or --updates N, including earlier sessions of a "
                            + "resumed run."
                    );
                Option[] fixedOptions =
                [
                    recipe,
                    world,
                    from,
                    lora,
                    like,
                    prior,
                    silent,
                    buckets,
                    size,
                    batch,
                    rate,
                    seed,
                ];
                if (
                    parsed.GetValue(resume)
                    && fixedOptions.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })
                        is { } changed
                )
                    throw new HippogriffException(
                        $"A resumed run keeps the recipe that it began with, so {changed.Name} cannot be "
                            + "given with --resume."
                    );
                if (
                    parsed.GetValue(lora) is null
                    && new Option[] { like, prior }.FirstOrDefault(option =>
                        parsed.GetResult(option) is { Implicit: false }
                    )
                        is { } loose
                )
                    throw new HippogriffException(
                        $"{loose.Name} belongs to the training of a LoRA; add --lora-rank 8, or leave it out."
                    );
                if (
                    parsed.GetValue(lora) is not null
                    && new Option[] { recipe, world, size, silent }.FirstOrDefault(option =>
                        parsed.GetResult(option) is { Implicit: false }
                    )
                        is { } model
                )
                    throw new HippogriffException(
                        $"A LoRA takes network, size and words of its model, so {model.Name} cannot be given "
                            + "with --lora-rank."
                    );
                return RunAsync(
                    host,
                    new TrainingRequest
                    {
                        Data = parsed.GetRequiredValue(data),
                        Out = parsed.GetRequiredValue(output),
                        Recipe = parsed.GetValue(recipe),
                        World = parsed.GetValue(world),
                        From = parsed.GetValue(from),
                        Lora = parsed.GetValue(lora),
                        Like = parsed.GetValue(like),
                        Prior = parsed.GetValue(prior),
                        Captions = !parsed.GetValue(silent),
                        Buckets = parsed.GetValue(buckets),
                        Size = parsed.GetValue(size)?.Width,
                        Length = length,
                        BatchSize = parsed.GetValue(batch),
                        LearningRate = parsed.GetValue(rate),
                        Seed = parsed.GetValue(seed),
                        Resume = parsed.GetValue(resume),
                        Device = parsed.GetValue(device) ?? DeviceOption.Default,
                    },
                    parsed.GetValue(json),
                    stop
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, TrainingRequest order, bool json, CancellationToken stop)
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
        TrainingEnd end = await TrainingView.RunAsync(
            host.Terminal,
            host.Clock,
            async observer =>
            {
                using CancellationTokenRegistration notice = stop.Register(() =>
                    observer.Note("Stopping after this step; everything is saved.")
                );
                return await host.RunTraining(order, observer, stop);
            }
        );
        TrainingView.Report(
            host.Terminal,
            end,
            order.Out,
            $"hippogriff train --data {order.Data} --out {order.Out}",
            json
        );
        return ExitCode.Fine;
    }
}
