using System.Threading.Channels;

namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>Standard input and output of a program, as its client has them: lines there and lines back.</summary>
internal sealed class StandardStreams
{
    private readonly Channel<string> _toProgram = Channel.CreateUnbounded<string>(),
        _fromProgram = Channel.CreateUnbounded<string>();

    /// <summary>What the program reads.</summary>
    public TextReader Input => new Reader(_toProgram.Reader);

    /// <summary>What the program writes.</summary>
    public TextWriter Output => new Writer(_fromProgram.Writer);

    /// <summary>Writes a line to the program.</summary>
    public void Say(string line) => _toProgram.Writer.TryWrite(line);

    /// <summary>Closes its input.</summary>
    public void End() => _toProgram.Writer.Complete();

    /// <summary>The next line that it wrote.</summary>
    public Task<string> HearAsync() => _fromProgram.Reader.ReadAsync().AsTask().WithPatience();

    private sealed class Reader(ChannelReader<string> lines) : TextReader
    {
        private ReadOnlyMemory<char> _left;

        public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken)
        {
            if (_left.IsEmpty && await lines.WaitToReadAsync(cancellationToken) && lines.TryRead(out string? line))
                _left = (line + "\n").AsMemory();
            int count = Math.Min(buffer.Length, _left.Length);
            _left[..count].CopyTo(buffer);
            _left = _left[count..];
            return count;
        }
    }

    private sealed class Writer(ChannelWriter<string> lines) : StringWriter
    {
        public override Task WriteLineAsync(
            ReadOnlyMemory<char> buffer,
            CancellationToken cancellationToken = default
        ) => lines.WriteAsync(buffer.ToString(), cancellationToken).AsTask();
    }
}
