namespace Hippogriff.Cli.Hosting;

/// <summary>Exit codes of commands.</summary>
internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>An internal error, or a problem found by <c>doctor</c> or <c>data check</c>.</summary>
    public const int Failed = 1;

    /// <summary>Wrong input: a name, a number, a file or the machine.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl-C: 128 + SIGINT, as in shells.</summary>
    public const int Interrupted = 130;

    /// <summary>Terminated: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
