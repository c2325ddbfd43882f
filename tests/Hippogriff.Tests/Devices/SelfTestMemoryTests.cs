using Hippogriff.Devices;

namespace Hippogriff.Tests.Devices;

/// <summary>What the self-test showed is kept for the next start, and nothing depends on its being kept.</summary>
public sealed class SelfTestMemoryTests : IDisposable
{
    private const string Signature = "a processor; a libtorch; a version";
    private static readonly OneDnnDecision s_decision = new(false, "a self-test with it ended badly");
    private readonly TemporaryFolder _folder = new();

    private string File => SelfTestMemory.PathOf(_folder.Path, Signature);

    [Fact]
    public void What_was_remembered_comes_back()
    {
        Assert.Null(SelfTestMemory.Read(_folder.Path, Signature));
        SelfTestMemory.Write(_folder.Path, Signature, s_decision);
        Assert.Equal(s_decision, SelfTestMemory.Read(_folder.Path, Signature));
    }

    [Fact]
    public void Another_processor_or_version_is_tested_anew()
    {
        SelfTestMemory.Write(_folder.Path, Signature, s_decision);
        Assert.Null(SelfTestMemory.Read(_folder.Path, Signature + "."));
        System.IO.File.Move(File, SelfTestMemory.PathOf(_folder.Path, "another")); // a name is not believed
        Assert.Null(SelfTestMemory.Read(_folder.Path, "another"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Signature\": 7}")]
    [InlineData("{\"Signature\": \"a processor; a libtorch; a version\"}")]
    [InlineData("{\"Signature\": \"a processor; a libtorch; a version\", \"On\": true, \"Why\": \"\\u001b[2J\"}")]
    [InlineData("{\"Signature\": \"a processor; a libtorch; a version\", \"On\": \"yes\", \"Why\": \"it works\"}")]
    public void A_damaged_file_is_as_if_there_were_none_and_is_written_anew(string content)
    {
        System.IO.File.WriteAllText(File, content);
        Assert.Null(SelfTestMemory.Read(_folder.Path, Signature));
        SelfTestMemory.Write(_folder.Path, Signature, s_decision);
        Assert.Equal(s_decision, SelfTestMemory.Read(_folder.Path, Signature));
    }

    [Fact]
    public void A_file_far_too_long_is_not_read()
    {
        SelfTestMemory.Write(_folder.Path, Signature, s_decision);
        System.IO.File.AppendAllText(File, new string(' ', 10_000));
        Assert.Null(SelfTestMemory.Read(_folder.Path, Signature));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_only_the_memory()
    {
        string inTheWay = _folder.Write("file", "");
        SelfTestMemory.Write(Path.Combine(inTheWay, "cache"), Signature, s_decision);
        Assert.Null(SelfTestMemory.Read(Path.Combine(inTheWay, "cache"), Signature));
        Directory.CreateDirectory(File); // a folder of the file's name
        SelfTestMemory.Write(_folder.Path, Signature, s_decision);
        Assert.Null(SelfTestMemory.Read(_folder.Path, Signature));
        SelfTestMemory.Write(null, Signature, s_decision);
        Assert.Null(SelfTestMemory.Read(null, Signature));
    }

    [Fact]
    public async Task Many_at_once_leave_one_whole_file()
    {
        await Parallel.ForAsync(
            0,
            16,
            (_, _) =>
            {
                SelfTestMemory.Write(_folder.Path, Signature, s_decision);
                return ValueTask.CompletedTask;
            }
        );
        Assert.Equal(s_decision, SelfTestMemory.Read(_folder.Path, Signature));
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void The_signature_names_the_processor_and_what_it_leads_to()
    {
        CpuidReader? cpuid = OneDnnDecision.ThisProcessor;
        string on = SelfTestMemory.Signature(cpuid, new(true, ""));
        string off = SelfTestMemory.Signature(cpuid, new(false, ""));
        Assert.Contains(CpuInfo.Read().Name, on);
        Assert.NotEqual(on, off);
        Assert.Equal(on, SelfTestMemory.Signature(cpuid, new(true, "another reason")));
    }

    public void Dispose() => _folder.Dispose();
}
