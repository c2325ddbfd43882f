using System.CommandLine;
using Hippogriff.Cli.Hosting;

namespace Hippogriff.Cli.Commands.Data;

/// <summary><c>hippogriff data</c>: makes and checks training data.</summary>
internal static class DataCommand
{
    public static Command Build(CommandHost host) =>
        new("data", "Make and check training data.")
        {
            DataScenesCommand.Build(host),
            DataEmojiCommand.Build(host),
            DataPlotsCommand.Build(host),
            DataCheckCommand.Build(host),
            DataCropCommand.Build(host),
        };
}
