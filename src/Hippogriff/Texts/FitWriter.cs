using System.Text;

namespace Hippogriff.Texts;

/// <summary>
/// Passes text through <see cref="Fit.Lines"/> to another writer, so that foreign text cannot control the terminal.
/// Does not own the other writer.
/// </summary>
/// <param name="inner">The writer that receives the cleaned text.</param>
public sealed class FitWriter(TextWriter inner) : TextWriter(inner.FormatProvider)
{
    private char _high; // the first half of a pair whose second half comes with the next character

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (_high != 0)
        {
            string pair = new([_high, value]);
            _high = '\0';
            inner.Write(Fit.Lines(pair));
        }
        else if (char.IsHighSurrogate(value))
            _high = value;
        else if (value == '\r')
            inner.Write(NewLine.Contains('\r') ? value : '?');
        else
            inner.Write(value is '\n' or '\t' || !(Fit.IsUnfit(value) || char.IsSurrogate(value)) ? value : '?');
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (value is null)
            return;
        if (_high != 0 && value.Length > 0)
        {
            Write(value[0]);
            value = value[1..];
        }
        inner.Write(Fit.Lines(value));
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine() => inner.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        Write(value);
        inner.WriteLine();
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
