namespace Hippogriff.Cli.Hosting;

/// <summary>What a command tells the shell.</summary>
internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>A bug of ours, or a finding of <c>doctor</c> and <c>data check</c>.</summary>
    public const int Failed = 1;

    /// <summary>Something from outside is wrong: a name, a number, a file, the machine.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl-C, as shells say it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>A polite kill: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
