using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>
/// <c>hippogriff completion SHELL</c>: a script by which a shell completes command lines, and the hidden
/// <c>complete</c> that the scripts ask.
/// </summary>
internal static class CompletionCommand
{
    public static Command Build(CommandHost host)
    {
        Argument<string> shell = new("SHELL")
        {
            Description = $"One of {string.Join(", ", CompletionScripts.Shells)}.",
        };
        shell.CompletionSources.Add([.. CompletionScripts.Shells]);
        shell.Validators.Add(result =>
        {
            string typed = result.Tokens[0].Value,
                all = string.Join(", ", CompletionScripts.Shells);
            if (!CompletionScripts.Shells.Contains(typed))
                result.AddError(
                    $"There is no completion for '{Fit.Piece(typed)}'; there is one for {all}"
                        + NearestName.Hint(typed, CompletionScripts.Shells)
                );
        });
        DocumentedCommand command = new(
            "completion",
            "Print a completion script for your shell: commands, options and values.",
            "hippogriff completion bash",
            "hippogriff completion zsh",
            "hippogriff completion fish",
            "hippogriff completion pwsh"
        )
        {
            shell,
        };
        command.SetAction(parsed => host.Terminal.Out.Write(CompletionScripts.Of(parsed.GetRequiredValue(shell))));
        return command;
    }

    /// <param name="host">Gets the words, one a line: the word, a tab, and what it means.</param>
    /// <param name="root">The whole command line.</param>
    public static Command BuildComplete(CommandHost host, RootCommand root)
    {
        Argument<string[]> words = new("WORDS")
        {
            Description = "The words of the line, the last one incomplete.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command command = new("complete", "Print the words that may stand next.") { words };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Completed completed = Completion.Of(root, parsed.GetValue(words) ?? []);
            foreach (Candidate one in completed.Candidates)
                host.Terminal.Out.WriteLine(one.Help.Length > 0 ? $"{one.Word}\t{one.Help}" : one.Word);
            if (completed.Files)
                host.Terminal.Out.WriteLine(CompletionScripts.FilesToo);
        });
        return command;
    }
}
