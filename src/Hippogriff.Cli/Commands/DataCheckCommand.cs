using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Training.Data;

namespace Hippogriff.Cli.Commands;

/// <summary><c>hippogriff data check DIR</c>: reads a folder as training would and counts.</summary>
internal static class DataCheckCommand
{
    /// <summary>Side that pictures are read at; the check is about whether they can be read.</summary>
    private const int Side = 64;

    public static Command Build(CommandHost host)
    {
        Argument<string> folder = new("DIR") { Description = "A folder of captioned pictures." };
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new("check", "Read a folder as training would, count its pictures, and name those that would be skipped.",
            "hippogriff data check my-pictures",
            "hippogriff data check my-pictures --json")
        { folder, json };
        command.SetAction((parsed, stop) =>
        {
            FolderSource source = FolderSource.Open(parsed.GetRequiredValue(folder), Side, seed: 0, cancellationToken: stop);
            IReadOnlyList<SkippedPicture> skipped = source.Skipped;
            if (parsed.GetValue(json)) Json.Write(host.Terminal.Out, new { Usable = source.Count, Skipped = skipped });
            else Write(host.Terminal, source.Count ?? 0, skipped);
            return Task.FromResult(skipped.Count == 0 ? ExitCode.Fine : ExitCode.Failed);
        });
        return command;
    }

    private static void Write(Terminal terminal, long usable, IReadOnlyList<SkippedPicture> skipped)
    {
        foreach (SkippedPicture picture in skipped) terminal.Out.WriteLine(picture.Reason);
        terminal.Out.WriteLine(skipped.Count == 0
            ? $"{usable:N0} pictures with captions, none broken."
            : $"{usable:N0} of {usable + skipped.Count:N0} pictures can be trained on, {skipped.Count:N0} would be skipped.");
    }
}
