using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Conversion;
using Hippogriff.Texts;
using static TorchSharp.torch;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary><c>hippogriff convert</c>: a public model as a single file or a folder, and in other types.</summary>
internal static class ConvertCommand
{
    private static readonly Dictionary<string, ScalarType> s_types = new()
    {
        ["fp32"] = ScalarType.Float32,
        ["fp16"] = ScalarType.Float16,
        ["bf16"] = ScalarType.BFloat16,
    };

    public static Command Build(CommandHost host)
    {
        Argument<string> input = new("IN") { Description = "A folder of a model, or a .safetensors file." };
        Argument<string> output = new("OUT")
        {
            Description = "A new .safetensors file, or a new folder where the name has no such ending.",
        };
        Option<string?> type = TypeOption();
        Option<string?> settings = SettingsOption();
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "convert",
            "Convert a public model between a single file and a folder, or to another type.",
            "hippogriff convert model.safetensors models/mine",
            "hippogriff convert models/mine model.safetensors --to-type fp16"
        )
        {
            input,
            output,
            type,
            settings,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
                Task.FromResult(
                    Run(
                        host.Terminal,
                        (parsed.GetRequiredValue(input), parsed.GetRequiredValue(output)),
                        new ConversionRequest
                        {
                            Type = parsed.GetValue(type) is { } name ? s_types[name] : null,
                            Settings = parsed.GetValue(settings),
                        },
                        parsed.GetValue(json),
                        stop
                    )
                )
        );
        return command;
    }

    private static Option<string?> TypeOption()
    {
        Option<string?> type = Values.Text(
            "--to-type",
            "NAME",
            "Type of the numbers: fp32, fp16 or bf16. Left out: as they are."
        );
        type.AcceptOnlyFromAmong([.. s_types.Keys]);
        return type;
    }

    private static Option<string?> SettingsOption() =>
        Values.Text(
            "--settings",
            "DIR",
            "Folder of a model of the same kind, whose config.json files are taken for the new folder."
        );

    private static int Run(
        Terminal terminal,
        (string In, string Out) paths,
        ConversionRequest request,
        bool asJson,
        CancellationToken stop
    )
    {
        ConversionReport report = WorkBar.Run(
            terminal,
            "converting",
            progress => CheckpointConversion.Run(paths.In, paths.Out, request with { Progress = progress }, stop)
        );
        if (asJson)
        {
            Json.Write(terminal.Out, report);
            return ExitCode.Fine;
        }
        foreach (string note in report.Notes)
            terminal.Error.WriteLine(note);
        terminal.Error.WriteLine($"{Counted.Grouped(report.Tensors, "tensor")} written.");
        terminal.Out.WriteLine(report.Path);
        return ExitCode.Fine;
    }
}
