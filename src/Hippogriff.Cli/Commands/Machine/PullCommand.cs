using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Hub;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>
/// <c>hippogriff pull NAME</c>: fetches a model from the hub. The only command that asks the network for anything.
/// </summary>
internal static class PullCommand
{
    public static Command Build(CommandHost host)
    {
        PullOptions options = new();
        DocumentedCommand command = new(
            "pull",
            "Fetch a model from the model hub: only the files that are needed, checked by their hashes, resumed where "
                + "an earlier run stopped.",
            "hippogriff pull owner/name",
            "hippogriff pull owner/name --variant fp16",
            "hippogriff pull https://huggingface.co/owner/name/blob/main/model.safetensors",
            "hippogriff pull owner/name --dry-run"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed, host.HubSettings()), stop));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, PullChoices choices, CancellationToken stop)
    {
        using HubClient client = new(choices.Settings, host.HubConnection);
        PulledModel pulled;
        try
        {
            pulled = await PullView.RunAsync(
                host.Terminal,
                progress => client.PullAsync(choices.Name, choices.Request with { Progress = progress }, stop)
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            host.Terminal.Error.WriteLine("What came is kept; the same command goes on from there.");
            throw;
        }
        Write(host.Terminal, choices, pulled);
        return ExitCode.Fine;
    }

    private static void Write(Terminal terminal, PullChoices choices, PulledModel pulled)
    {
        if (choices.AsJson)
        {
            Json.Write(
                terminal.Out,
                new
                {
                    pulled.Repository,
                    pulled.Revision,
                    pulled.Commit,
                    pulled.Path,
                    pulled.Bytes,
                    pulled.Files,
                    pulled.Notes,
                }
            );
            return;
        }
        foreach (string note in pulled.Notes)
            terminal.Error.WriteLine(note);
        long fetched = pulled.Files.Where(file => file.Fetched).Sum(file => file.Bytes);
        if (choices.Request.DryRun)
        {
            TextTable table = new("file", "size", "here");
            foreach (PulledFile file in pulled.Files)
                table.Add(file.Path, PullView.Size(file.Bytes), file.Fetched ? "no" : "yes");
            table.Write(terminal);
            terminal.Error.WriteLine($"{PullView.Size(fetched)} would be fetched.");
            return;
        }
        terminal.Error.WriteLine(
            $"{choices.Name}: {Counted.Of(pulled.Files.Count, "file")}, {PullView.Size(pulled.Bytes)}, checked; "
                + (fetched == 0 ? "all were here." : $"{PullView.Size(fetched)} fetched.")
        );
        terminal.Out.WriteLine(pulled.Path);
    }
}
