using System.Text;
using Spectre.Console;

namespace Hippogriff.Tests.Support;

/// <summary>A writer that passes for a terminal of a hundred columns.</summary>
internal sealed class WatchedOutput(TextWriter writer) : IAnsiConsoleOutput
{
    public TextWriter Writer => writer;

    public bool IsTerminal => true;

    public int Width => 100;

    public int Height => 50;

    public void SetEncoding(Encoding encoding) { }
}
