using System.Text;

namespace Hippogriff.Cli.Commands.Studio;

/// <summary>A line of text.</summary>
/// <param name="Text">The line without its end; empty if it was cut.</param>
/// <param name="IsCut">Whether it was too long, and passed over.</param>
internal readonly record struct BoundedLine(string Text, bool IsCut);

/// <summary>Reads lines from outside. One that is too long is passed over, and never held in memory.</summary>
/// <param name="input">Where they come from.</param>
/// <param name="longest">Most characters of a line.</param>
internal sealed class BoundedLines(TextReader input, int longest)
{
    private readonly char[] _read = new char[1 << 14];
    private ReadOnlyMemory<char> _left;

    /// <summary>The next line, ended by LF, CR LF or the end of the input; null at the end.</summary>
    public async Task<BoundedLine?> NextAsync(CancellationToken stop)
    {
        StringBuilder line = new();
        bool cut = false;
        while (true)
        {
            if (_left.IsEmpty)
            {
                int count = await input.ReadAsync(_read, stop);
                if (count == 0)
                    return line.Length > 0 || cut ? Whole() : null;
                _left = _read.AsMemory(0, count);
            }
            int end = _left.Span.IndexOf('\n');
            ReadOnlyMemory<char> part = end < 0 ? _left : _left[..end];
            cut |= line.Length + part.Length > longest;
            if (!cut)
                line.Append(part);
            _left = end < 0 ? ReadOnlyMemory<char>.Empty : _left[(end + 1)..];
            if (end >= 0)
                return Whole();
        }

        BoundedLine Whole() => new(cut ? "" : line.ToString().TrimEnd('\r'), cut);
    }
}
