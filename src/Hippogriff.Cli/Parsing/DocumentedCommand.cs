using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>A command that brings examples for its help page.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}
