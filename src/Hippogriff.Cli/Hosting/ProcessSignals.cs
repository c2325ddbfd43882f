using System.Runtime.InteropServices;

namespace Hippogriff.Cli.Hosting;

/// <summary>
/// The first Ctrl-C or SIGTERM asks the running command to stop; a second one ends the process. The parser's own
/// handling allows only two seconds, too few to save a training run.
/// </summary>
internal sealed class ProcessSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _isKilled;

    public ProcessSignals() =>
        _registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];

    public CancellationToken Stop => _stop.Token;

    /// <summary>The exit code for the signal that stopped a command; other exit codes stay as they are.</summary>
    public int CodeOf(int code) => code == ExitCode.Interrupted && _isKilled ? ExitCode.Terminated : code;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        _isKilled = context.Signal == PosixSignal.SIGTERM;
        _stop.Cancel();
    }
}
