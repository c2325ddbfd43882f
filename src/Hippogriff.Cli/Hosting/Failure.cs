using System.Reflection;
using System.Runtime.InteropServices;

namespace Hippogriff.Cli.Hosting;

/// <summary>Converts a failure to an exit code and one sentence.</summary>
internal static class Failure
{
    public static (int Code, string Sentence) Describe(Exception failure, CancellationToken stop)
    {
        failure = Unwrap(failure);
        return failure switch
        {
            OperationCanceledException when stop.IsCancellationRequested => (ExitCode.Interrupted, "Stopped."),
            HippogriffException known => (ExitCode.BadInput, known.Message),
            DllNotFoundException or BadImageFormatException or EntryPointNotFoundException => (
                ExitCode.BadInput,
                $"A native library cannot be loaded ({FirstLine(failure)}): build or install Hippogriff "
                    + "again, and see hippogriff doctor."
            ),
            _ when IsOutOfMemory(failure) => (
                ExitCode.BadInput,
                "There is not enough memory for this; a smaller --size, --count or --batch-size needs less."
            ),
            UnauthorizedAccessException => (ExitCode.BadInput, Sentence(failure)),
            // Full disk, missing folder, name too long: the system's message names the file.
            IOException => (ExitCode.BadInput, Sentence(failure)),
            _ => (
                ExitCode.Failed,
                $"Hippogriff made a mistake ({failure.GetType().Name}: {FirstLine(failure)}); --verbose shows where."
            ),
        };
    }

    /// <summary>libtorch reports a lack of memory only in the text of its exceptions.</summary>
    private static bool IsOutOfMemory(Exception failure) =>
        failure is OutOfMemoryException
        || failure is ExternalException
            && (
                failure.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
                || failure.Message.Contains("can't allocate memory", StringComparison.Ordinal)
            );

    private static Exception Unwrap(Exception failure) =>
        failure switch
        {
            AggregateException { InnerExceptions.Count: 1 } many => Unwrap(many.InnerExceptions[0]),
            TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
            TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
            _ => failure,
        };

    private static string Sentence(Exception failure) =>
        FirstLine(failure) is var line && line.EndsWith('.') ? line : line + ".";

    private static string FirstLine(Exception failure) => failure.Message.Split('\n')[0].TrimEnd('\r', ' ');
}
