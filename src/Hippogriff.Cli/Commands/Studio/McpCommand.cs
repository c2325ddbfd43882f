using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Setup;
using Microsoft.AspNetCore.Builder;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary>
/// <c>hippogriff mcp</c>: the Model Context Protocol over standard input and output, for programs that start their
/// servers themselves.
/// </summary>
internal static class McpCommand
{
    public static Command Build(CommandHost host)
    {
        Option<string?> studio = StudioCommand.Data("Pictures are kept there.");
        Option<string?> model = Values.Text(
            "--model",
            "NAME",
            "Name or folder of a model. It draws where none is named."
        );
        Option<string?> device = DeviceOption.Create();
        DocumentedCommand command = new(
            "mcp",
            "Let a language model draw: the Model Context Protocol over standard input and output.",
            "hippogriff mcp",
            "hippogriff mcp --studio my-studio --model first-fast"
        )
        {
            studio,
            model,
            device,
        };
        command.SetAction(
            (parsed, stop) =>
                RunAsync(
                    host,
                    new StudioOptions
                    {
                        Device = parsed.GetValue(device) ?? DeviceOption.Default,
                        Model = parsed.GetValue(model),
                        Data = StudioCommand.Folder(parsed, studio),
                        Port = 0,
                        Logs = StudioLogs.None,
                    },
                    stop
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, StudioOptions options, CancellationToken stop)
    {
        await using WebApplication server = StudioHost.Build(options);
        await server.StartAsync(stop);
        using HttpClient client = new()
        {
            BaseAddress = new Uri(StudioHost.AddressOf(server)),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        await new McpBridge(client, host.Terminal.In, host.Terminal.Out).RunAsync(stop);
        await server.StopAsync(CancellationToken.None);
        return ExitCode.Fine;
    }
}
