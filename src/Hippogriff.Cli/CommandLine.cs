using System.CommandLine;
using Hippogriff.Cli.Commands.Data;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Commands.Essay;
using Hippogriff.Cli.Commands.Evaluation;
using Hippogriff.Cli.Commands.Inspection;
using Hippogriff.Cli.Commands.Machine;
using Hippogriff.Cli.Commands.Stereograms;
using Hippogriff.Cli.Commands.Story;
using Hippogriff.Cli.Commands.Studio;
using Hippogriff.Cli.Commands.Training;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;

namespace Hippogriff.Cli;

/// <summary>The command line: builds all commands and converts failures to a message and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line and returns its exit code (<see cref="ExitCode"/>).</summary>
    public static async Task<int> RunAsync(string[] args, CommandHost host, CancellationToken stop = default)
    {
        RootCommand root = Build(host);
        // A prompt may start with '@': no response files.
        ParseResult parsed = root.Parse(
            FormerNames.Replace(args, root),
            new ParserConfiguration { ResponseFileTokenReplacer = null }
        );
        if (ParseErrorSentence.Of(parsed) is { } mistake)
        {
            host.Terminal.Error.WriteLine(mistake);
            return ExitCode.BadInput;
        }
        try
        {
            RequireWorkingFolder();
            return await parsed.InvokeAsync(Quiet(host), stop);
        }
        catch (Exception failure)
        {
            (int code, string sentence) = Failure.Describe(failure, stop);
            host.Terminal.Error.WriteLine(
                parsed.GetValue(VerboseOption.Instance) ? $"{sentence}{Environment.NewLine}{failure}" : sentence
            );
            return code;
        }
    }

    /// <summary>
    /// Refuses a working folder that was deleted: relative paths have no meaning there, and natives are not found.
    /// </summary>
    private static void RequireWorkingFolder()
    {
        try
        {
            _ = Directory.GetCurrentDirectory();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException(
                "The working directory of hippogriff no longer exists; change to another one.",
                error
            );
        }
    }

    /// <summary>The commands on the first page of help, in order of use.</summary>
    private static readonly (string Title, string[] Names)[] s_groups =
    [
        ("Draw", ["generate", "denoise", "models", "pull", "convert"]),
        ("The studio in the browser", ["serve", "mcp", "studio"]),
        ("Look into a model", ["map", "spread", "walk", "steps", "attention", "survival", "add-noise", "perfect"]),
        ("Train and measure", ["data", "train", "distill", "judge", "evaluate", "essay"]),
        ("Games", ["story", "stereogram"]),
        ("This machine", ["doctor", "completion"]),
    ];

    internal static RootCommand Build(CommandHost host)
    {
        RootCommand root = new(
            "Hippogriff turns words into pictures by taking noise away, step by step, on your own machine."
        )
        {
            VerboseOption.Instance,
        };
        foreach (Command command in CommandsOf(host))
            root.Add(command);
        PathOptions.RequireNames(root);
        root.Add(CompletionCommand.BuildComplete(host, root));
        OptionConventions.Apply(root);
        CompletionValues.Apply(root, host.Models);
        HelpPage.Install(
            root,
            host.Terminal,
            s_groups,
            "hippogriff generate \"a red apple on a table\"",
            "hippogriff serve",
            "hippogriff doctor"
        );
        return root;
    }

    private static Command[] CommandsOf(CommandHost host) =>
        [
            GenerateCommand.Build(host),
            DenoiseCommand.Build(host),
            NoiseCommand.Build(host),
            StepsCommand.Build(host),
            WalkCommand.Build(host),
            SurvivalCommand.Build(host),
            AttentionCommand.Build(host),
            MapCommand.Build(host),
            SpreadCommand.Build(host),
            StereogramCommand.Build(host),
            PerfectCommand.Build(host),
            ServeCommand.Build(host),
            McpCommand.Build(host),
            StudioCommand.Build(host),
            TrainCommand.Build(host),
            DistillCommand.Build(host),
            JudgeCommand.Build(host),
            EvaluateCommand.Build(host),
            EssayCommand.Build(host),
            StoryCommand.Build(host),
            DataCommand.Build(host),
            ModelsCommand.Build(host),
            PullCommand.Build(host),
            ConvertCommand.Build(host),
            DoctorCommand.Build(host),
            CompletionCommand.Build(host),
        ];

    /// <summary>Disables the parser's own handling of failures and signals.</summary>
    private static InvocationConfiguration Quiet(CommandHost host) =>
        new()
        {
            Output = host.Terminal.Out,
            Error = host.Terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
}
