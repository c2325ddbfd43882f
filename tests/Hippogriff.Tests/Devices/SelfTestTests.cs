using System.Diagnostics;
using Hippogriff.Devices;

namespace Hippogriff.Tests.Devices;

/// <summary>A fault of native code ends a child and becomes a decision.</summary>
public class SelfTestTests
{
    private static readonly OneDnnDecision s_on = new(true, "its caches are known");
    private static readonly OneDnnDecision s_off = new(false, "it hides its caches");

    [Fact]
    public void The_sums_are_right_on_this_machine() => Assert.True(NativeSelfTest.Compute());

    [Fact]
    public void A_child_that_passes_keeps_what_the_processor_says()
    {
        Assert.True(SelfTestRun.Decide(s_on, _ => 0)!.Decision.On);
        List<bool> asked = [];
        Assert.False(
            SelfTestRun
                .Decide(
                    s_off,
                    oneDnn =>
                    {
                        asked.Add(oneDnn);
                        return 0;
                    }
                )!
                .Decision.On
        );
        Assert.Equal([false], asked); // what the processor forbids is not tried
    }

    [Theory]
    [InlineData(136, "floating point exception")]
    [InlineData(132, "illegal instruction")]
    [InlineData(139, "segmentation fault")]
    [InlineData(134, "aborted")]
    [InlineData(unchecked((int)0xC0000094), "floating point exception")]
    [InlineData(unchecked((int)0xC000001D), "illegal instruction")]
    [InlineData(unchecked((int)0xC0000005), "segmentation fault")]
    [InlineData(NativeSelfTest.WrongNumbers, "wrong numbers")]
    public void A_child_that_ends_badly_takes_oneDNN_away(int exitCode, string how)
    {
        SelfTestVerdict verdict = SelfTestRun.Decide(s_on, oneDnn => oneDnn ? exitCode : 0)!;
        Assert.False(verdict.Decision.On);
        Assert.Contains(how, verdict.Decision.Why);
        Assert.Null(verdict.Problem);
    }

    [Fact]
    public void Where_both_ways_end_badly_there_is_one_sentence()
    {
        Assert.Contains("illegal instruction", SelfTestRun.Decide(s_on, _ => 132)!.Problem);
        string said = SelfTestRun.Decide(s_off, _ => 139)!.Problem!;
        Assert.Contains("segmentation fault", said);
        Assert.DoesNotContain('\n', said);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(NativeSelfTest.NotTested)]
    [InlineData(143)] // a polite kill
    [InlineData(137)]
    [InlineData(1)]
    public void A_child_that_was_stopped_or_never_began_teaches_nothing(int? exitCode) =>
        Assert.Null(SelfTestRun.Decide(s_on, _ => exitCode));

    [Theory]
    [InlineData("kill -FPE $$", 136)]
    [InlineData("kill -ILL $$", 132)]
    [InlineData("kill -SEGV $$", 139)]
    [InlineData("test \"$HIPPOGRIFF_ONEDNN\" = on", 0)]
    [InlineData("echo lost; echo lost 1>&2; exit 3", 3)]
    public void A_real_child_tells_how_it_ended(string script, int exitCode)
    {
        if (OperatingSystem.IsWindows())
            return;
        ProcessStartInfo child = Shell("ulimit -c 0; " + script);
        Assert.Equal(exitCode, SelfTestRun.Start(child, oneDnn: true, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_child_that_does_not_end_is_ended()
    {
        if (OperatingSystem.IsWindows())
            return;
        Assert.Null(SelfTestRun.Start(Shell("exec sleep 600"), oneDnn: true, TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void A_program_that_is_not_there_is_no_child() =>
        Assert.Null(SelfTestRun.Start(new ProcessStartInfo("/nowhere/at/all"), oneDnn: true, TimeSpan.FromMinutes(1)));

    [Theory]
    [InlineData]
    [InlineData("generate", "--self-test-of-natives")]
    [InlineData("--self-test-of-natives", "a cat")]
    public void Other_arguments_do_not_ask_for_it(params string[] args) => Assert.Null(NativeSelfTest.Answer(args));

    private static ProcessStartInfo Shell(string script) => new("/bin/sh", ["-c", script]);
}
