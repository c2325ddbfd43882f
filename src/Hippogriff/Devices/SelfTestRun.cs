using System.ComponentModel;
using System.Diagnostics;

namespace Hippogriff.Devices;

/// <summary>Runs the self-test in a child process and interprets its exit code.</summary>
internal static class SelfTestRun
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Runs one child, and a second one without oneDNN if the first fails. Returns null if there is no result: the
    /// child could not be started, was stopped or took too long. <see cref="SelfTestVerdict.Problem"/> is set if both
    /// fail.
    /// </summary>
    /// <param name="byProcessor">The decision by the processor's answers.</param>
    /// <param name="child">Runs a child with oneDNN on (true) or off; returns its exit code, or null if there is
    /// none.</param>
    public static SelfTestVerdict? Decide(OneDnnDecision byProcessor, Func<bool, int?> child)
    {
        if (byProcessor.On)
        {
            int? with = child(true);
            if (with == 0)
                return new(byProcessor with { Why = byProcessor.Why + ", and a self-test passed" }, null);
            if (Describe(with) is not { } how)
                return null;
            if (Describe(child(false)) is not { } secondHow)
                return new(new(false, $"a self-test with it {how}"), null);
            return new(new(false, $"a self-test with it {how}"), Sentence(secondHow));
        }
        int? without = child(false);
        if (without == 0)
            return new(new(false, byProcessor.Why + "; without it a self-test passed"), null);
        return Describe(without) is { } bad ? new(byProcessor, Sentence(bad)) : null;
    }

    /// <summary>
    /// Describes how a child failed; null if it passed or gave no result. Takes signals as .NET reports them (128 +
    /// number) and Windows exception codes.
    /// </summary>
    internal static string? Describe(int? exitCode) =>
        exitCode switch
        {
            null or 0 or NativeSelfTest.NotTested => null,
            NativeSelfTest.WrongNumbers => "gave wrong numbers",
            128 + 4 or unchecked((int)0xC000001D) => "ended with an illegal instruction",
            128 + 6 or unchecked((int)0xC0000409) => "was aborted",
            128 + 7 => "ended with a bus error",
            128 + 8 or unchecked((int)0xC0000094) or unchecked((int)0xC000008E) =>
                "ended with a floating point exception",
            128 + 11 or unchecked((int)0xC0000005) => "ended with a segmentation fault",
            _ => null, // stopped by somebody, or another program
        };

    /// <summary>Starts this program again with <see cref="NativeSelfTest.Argument"/>.</summary>
    public static int? Start(bool oneDnn)
    {
        if (Environment.ProcessPath is not { } program)
            return null;
        ProcessStartInfo start = new(program);
        bool hosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        if (hosted)
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(NativeSelfTest.Argument);
        return Start(start, oneDnn, s_patience);
    }

    /// <summary>Runs one child to its end and discards its output.</summary>
    internal static int? Start(ProcessStartInfo start, bool oneDnn, TimeSpan patience)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.Environment[OneDnnDecision.Variable] = oneDnn ? "on" : "off"; // so the child starts no child of its own
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        try
        {
            using Process? child = Process.Start(start);
            if (child is null)
                return null;
            child.StandardInput.Close();
            child.OutputDataReceived += static (_, _) => { };
            child.ErrorDataReceived += static (_, _) => { };
            child.BeginOutputReadLine();
            child.BeginErrorReadLine();
            if (child.WaitForExit(patience))
                return child.ExitCode;
            child.Kill(entireProcessTree: true);
            return null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or IOException)
        {
            return null; // no program, no right to start one, no more processes
        }
    }

    private static string Sentence(string how) =>
        $"libtorch does not fit this processor: a small product and convolution {how}, "
        + "without oneDNN too; use another machine, or a newer libtorch.";
}

/// <summary>The result of a self-test.</summary>
/// <param name="Decision">Whether oneDNN is used.</param>
/// <param name="Problem">Null, or one sentence on why libtorch cannot be used at all.</param>
internal sealed record SelfTestVerdict(OneDnnDecision Decision, string? Problem);
