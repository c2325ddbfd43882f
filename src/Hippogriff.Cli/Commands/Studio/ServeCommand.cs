using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Data;
using Hippogriff.Devices;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Setup;
using Hippogriff.Studio.Storage;
using Microsoft.AspNetCore.Builder;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary>
/// <c>hippogriff serve</c>: runs the studio: a web page to draw and inspect pictures, and an HTTP server for programs.
/// </summary>
internal static class ServeCommand
{
    /// <summary>Said of a key that was made.</summary>
    internal const string ShownOnce =
        "This key is shown once and kept only as a hash. Programs send it as 'Authorization: Bearer KEY'; pages ask "
        + "for it.";

    public static Command Build(CommandHost host)
    {
        ServeOptions options = new();
        DocumentedCommand command = new(
            "serve",
            "Open the studio: a web page to make and watch pictures, and a server that programs can use.",
            "hippogriff serve",
            "hippogriff serve --port 8080 --studio my-studio --device cuda",
            "hippogriff serve --train-root my-pictures",
            "hippogriff serve --model my-checkpoint --vae taesd.safetensors --embeddings embeddings",
            "hippogriff serve --class",
            "hippogriff serve --new-key laptop",
            "hippogriff serve --host 0.0.0.0 --allow-host studio.example.org --log json"
        );
        options.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                ServeChoices choices = options.Read(parsed);
                return choices.NewKey is { } name
                    ? Task.FromResult(MakeKey(host, choices.Studio, name))
                    : RunAsync(host, choices.Studio, stop);
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
        Tell(host, studio);
        await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        host.Terminal.Error.WriteLine(
            $"The studio ends; a running job has {options.Patience.TotalSeconds:0} s to finish, else the next start "
                + "resumes it."
        );
        await studio.StopAsync(CancellationToken.None);
        return ExitCode.Fine;
    }

    /// <summary>Prints where it is, and for a class the code and the way in for the teacher.</summary>
    private static void Tell(CommandHost host, WebApplication studio)
    {
        if (StudioHost.ClassOf(studio) is not { } invitation)
        {
            host.Terminal.Out.WriteLine(StudioHost.AddressOf(studio));
            host.Terminal.Out.Flush();
            if (host.Terminal.IsWatched)
                host.Terminal.Error.WriteLine("Open this address in a browser. Ctrl-C ends the studio.");
            return;
        }
        host.Terminal.Out.WriteLine($"Address for the class: {invitation.Address}");
        host.Terminal.Out.WriteLine($"Code of the class:     {invitation.Code}");
        host.Terminal.Out.WriteLine($"For the teacher only:  {invitation.TeacherAddress}");
        host.Terminal.Out.Flush();
        if (host.Terminal.IsWatched)
            host.Terminal.Error.WriteLine("Write address and code on the board. Ctrl-C ends the studio.");
    }

    /// <summary>Refuses a missing model, part or device at the start, not in every job.</summary>
    private static void RequireNamed(StudioOptions options)
    {
        options.Choices.RequireParts();
        if (
            options.Choices is not { Kind: null, Prediction: null }
            && (options.Model is null || PictureFolderSource.IsMeant(options.Model))
        )
            throw new HippogriffException(
                "--kind and --prediction say of one public checkpoint what its file does not show; --model names it."
            );
        if (PictureFolderSource.IsMeant(options.Model))
        {
            if (PictureFolderSource.FolderOf(options.Model!) is var folder && !Path.Exists(folder))
                throw new HippogriffException($"There is no folder '{folder}'.", FaultKind.NotFound);
        }
        else if (options.Model is { } model)
            ModelOpening.Require(model, options.Choices);
        if (options.Device.StartsWith("cuda", StringComparison.Ordinal))
            DeviceChoice.Parse(options.Device);
    }

    private static int MakeKey(CommandHost host, StudioOptions options, string name)
    {
        if (options.Keys is null)
            DataFolder.Mark(options.Data);
        string key = ApiKeys.Of(options).Add(name, host.Clock.GetUtcNow());
        host.Terminal.Out.WriteLine(key);
        host.Terminal.Error.WriteLine(ShownOnce);
        return ExitCode.Fine;
    }
}
