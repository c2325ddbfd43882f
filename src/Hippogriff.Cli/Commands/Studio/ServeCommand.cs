using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Data;
using Hippogriff.Devices;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Setup;
using Hippogriff.Studio.Storage;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Builder;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary>
/// <c>hippogriff serve</c>: runs the studio: a web page to draw and inspect pictures, and an HTTP server for programs.
/// </summary>
internal static class ServeCommand
{
    public static Command Build(CommandHost host)
    {
        Option<string?> address = Values.Text(
            "--host",
            "ADDRESS",
            "Address to listen on. Default: 127.0.0.1, this machine only; any other demands API keys (--new-key)."
        );
        Option<int?> port = Values.Whole(
            "--port",
            0,
            65_535,
            "Port to listen on; 0 takes any free one. Default: 5177."
        );
        Option<string?> data = Values.Text(
            "--studio",
            "DIR",
            "The studio's folder. Default: studio. Jobs, pictures, uploads and trainings are kept there."
        );
        Option<string?> trainRoot = Values.Text(
            "--train-root",
            "DIR",
            "Folder with one folder a dataset, which the page Train offers besides uploaded ones."
        );
        Option<string?> model = Values.Text(
            "--model",
            "NAME",
            "Name or folder of a model. It draws where none is named."
        );
        Option<string?> device = DeviceOption.Create();
        Option<int?> batch = Values.Whole(
            "--batch-size",
            1,
            8,
            "How many are computed at once. Pictures of a job. Default: 8. Fewer take less memory and "
                + "more time; with 1 each is what its seed gives alone, on every processor."
        );
        Option<string?> keys = Values.Text(
            "--keys",
            "FILE",
            "File with the hashes of API keys. Default: keys.json in the data folder; where it has keys, "
                + "every request needs one."
        );
        Option<string?> newKey = Values.Text(
            "--new-key",
            "NAME",
            "Make an API key of this name, print it once, and end."
        );
        Option<string[]> allowed = new("--allow-host")
        {
            HelpName = "NAME",
            Description = "Another host name under which browsers may reach this server; may be given several times.",
        };
        Option<string?> log = Values.Name(
            "--log",
            ["text", "json", "none"],
            "How to write the log, to standard error. Default: text. One of"
        );
        Option<bool> prompts = new("--log-prompts") { Description = "Write prompts into log and traces." };
        DocumentedCommand command = new(
            "serve",
            "Open the studio: a web page to make and watch pictures, and a server that programs can use.",
            "hippogriff serve",
            "hippogriff serve --port 8080 --studio my-studio --device cuda",
            "hippogriff serve --train-root my-pictures",
            "hippogriff serve --new-key laptop",
            "hippogriff serve --host 0.0.0.0 --allow-host studio.example.org --log json"
        )
        {
            address,
            port,
            data,
            trainRoot,
            model,
            device,
            batch,
            keys,
            newKey,
            allowed,
            log,
            prompts,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                StudioOptions options = new()
                {
                    Device = parsed.GetValue(device) ?? DeviceOption.Default,
                    BatchSize = parsed.GetValue(batch),
                    Model = parsed.GetValue(model),
                    TrainRoot = parsed.GetValue(trainRoot),
                    Keys = parsed.GetValue(keys),
                    LogPrompts = parsed.GetValue(prompts),
                    Logs = Enum.Parse<StudioLogs>(parsed.GetValue(log) ?? nameof(StudioLogs.Text), ignoreCase: true),
                };
                options.Host = parsed.GetValue(address) ?? options.Host;
                options.Port = parsed.GetValue(port) ?? options.Port;
                options.Data = parsed.GetValue(data) ?? options.Data;
                foreach (string name in parsed.GetValue(allowed) ?? [])
                    options.AllowedHosts.Add(name);
                return parsed.GetValue(newKey) is { } keyName
                    ? Task.FromResult(MakeKey(host, options, keyName))
                    : RunAsync(host, options, stop);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, StudioOptions options, CancellationToken stop)
    {
        RequireNamed(options);
        await using WebApplication studio = StudioHost.Build(options);
        if (options.Logs != StudioLogs.Text) // whose lines a person reads
            foreach (string note in StudioHost.NotesOf(studio))
                host.Terminal.Error.WriteLine(note);
        try
        {
            await studio.StartAsync(stop);
        }
        catch (IOException error)
        {
            throw new HippogriffException(
                $"The studio cannot listen on {options.Host}, port {options.Port}: "
                    + $"{error.Message.TrimEnd('.')}. Another --port may be free.",
                error
            );
        }
        host.Terminal.Out.WriteLine(StudioHost.AddressOf(studio));
        host.Terminal.Out.Flush();
        if (host.Terminal.IsWatched)
            host.Terminal.Error.WriteLine("Open this address in a browser. Ctrl-C ends the studio.");
        await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        host.Terminal.Error.WriteLine(
            $"The studio ends; a running job has {options.Patience.TotalSeconds:0} s to finish, else the next start "
                + "resumes it."
        );
        await studio.StopAsync(CancellationToken.None);
        return ExitCode.Fine;
    }

    /// <summary>Refuses a missing model or device at the start, not in every job.</summary>
    private static void RequireNamed(StudioOptions options)
    {
        if (PictureFolderSource.IsMeant(options.Model))
        {
            if (PictureFolderSource.FolderOf(options.Model!) is var folder && !Path.Exists(folder))
                throw new HippogriffException($"There is no folder '{folder}'.", FaultKind.NotFound);
        }
        else if (options.Model is { } model)
            ModelLibrary.Default().Find(model);
        if (options.Device.StartsWith("cuda", StringComparison.Ordinal))
            DeviceChoice.Parse(options.Device);
    }

    private static int MakeKey(CommandHost host, StudioOptions options, string name)
    {
        if (options.Keys is null)
            DataFolder.Mark(options.Data);
        string key = ApiKeys.Of(options).Add(name, host.Clock.GetUtcNow());
        host.Terminal.Out.WriteLine(key);
        host.Terminal.Error.WriteLine(
            "This key is shown once and kept only as a hash. Programs send it as 'Authorization: Bearer "
                + "KEY'; pages ask for it."
        );
        return ExitCode.Fine;
    }
}
