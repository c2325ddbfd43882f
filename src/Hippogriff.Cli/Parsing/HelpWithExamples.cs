using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Hippogriff.Cli.Parsing;

/// <summary>A command that brings examples for its help page.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}

/// <summary>The parser's help page, followed by the command's examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _page;
    private readonly IReadOnlyList<string> _rootExamples;

    private HelpWithExamples(HelpAction page, IReadOnlyList<string> rootExamples, bool asked) =>
        (_page, _rootExamples, ClearsParseErrors) = (page, rootExamples, asked);

    /// <summary>
    /// Who asks for help gets it, whatever else stands on the line; a bare <c>hippogriff</c> gets it only if nothing is
    /// wrong.
    /// </summary>
    public override bool ClearsParseErrors { get; }

    public static void Install(RootCommand root, params string[] rootExamples)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        HelpAction page = (HelpAction)option.Action!;
        option.Action = new HelpWithExamples(page, rootExamples, asked: true);
        root.Action = new HelpWithExamples(page, rootExamples, asked: false);
    }

    public override int Invoke(ParseResult parsed)
    {
        // The page names what the commands above take, too, where only one's own can be given.
        for (
            SymbolResult? above = parsed.CommandResult.Parent;
            above is CommandResult { Command: var command };
            above = above.Parent
        )
            foreach (Argument argument in command.Arguments)
                argument.Hidden = true;
        int code = _page.Invoke(parsed);
        IReadOnlyList<string> examples = parsed.CommandResult.Command switch
        {
            DocumentedCommand command => command.Examples,
            RootCommand => _rootExamples,
            _ => [],
        };
        if (examples.Count == 0)
            return code;
        TextWriter output = parsed.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in examples)
            output.WriteLine($"  {example}");
        output.WriteLine();
        return code;
    }
}
