using Hippogriff.Devices;

namespace Hippogriff.Tests.Devices;

/// <summary>Whether oneDNN is used, from what processors have answered.</summary>
public class OneDnnDecisionTests
{
    private static readonly Answer[] s_amd = [new(0, 0, 0x1c, 0x68747541, 0x444d4163, 0x69746e65)];
    private static readonly Answer[] s_intel = [new(0, 0, 0x16, 0x756e6547, 0x6c65746e, 0x49656e69)];
    private static readonly Answer[] s_twoCores = [new(0xB, 0, 0, 1, 0x100, 0), new(0xB, 1, 1, 2, 0x201, 0)];

    public static TheoryData<string, bool, string> Processors =>
        new()
        {
            { "Intel Xeon, bare metal", true, "32 KB and 1,024 KB" },
            { "Intel in a virtual machine that tells no caches", true, "usual sizes" },
            { "Intel that tells its first level only", false, "hides its caches" },
            { "AMD EPYC 7742, bare metal", true, "32 KB and 512 KB" },
            { "AMD EPYC of family 19h, virtual, caches told", true, "32 KB and 1,024 KB" },
            { "AMD EPYC of family 1Ah, virtual, leaf 0x8000001D all zeros", false, "hides its caches" },
            { "KVM without topoext", false, "hides its caches" },
            { "AMD whose second level is zeros", false, "hides its caches" },
            { "AMD without leaf 0xB", false, "divides by zero" },
            { "Hygon", true, "usual sizes" },
        };

    [Theory]
    [MemberData(nameof(Processors))]
    public void OneDnn_is_used_where_the_caches_that_it_divides_by_are_known(string processor, bool on, string why)
    {
        OneDnnDecision decision = OneDnnDecision.ByProcessor(Recorded(processor));
        Assert.Equal(on, decision.On);
        Assert.Contains(why, decision.Why);
    }

    [Fact]
    public void Another_kind_of_processor_is_left_alone() => Assert.True(OneDnnDecision.ByProcessor(null).On);

    [Fact]
    public void Threads_that_share_a_core_do_not_halve_its_caches()
    {
        OneDnnCaches caches = OneDnnCaches.Read(Recorded("AMD EPYC 7742, bare metal"));
        Assert.Equal((32 << 10, 512 << 10), (caches.First, caches.Second));
    }

    [Fact]
    public void Cores_that_share_the_second_level_have_their_part_of_it()
    {
        CpuidReader shared = Answers([
            .. s_amd,
            new(0xB, 0, 0, 1, 0x100, 0),
            new(0xB, 1, 0, 4, 0x201, 0),
            new(0x8000001D, 0, 0x121, 0x01c0003f, 0x3f, 0),
            new(0x8000001D, 2, 0x143 | (3 << 14), 0x01c0003f, 0x7ff, 2),
        ]);
        Assert.Equal(256 << 10, OneDnnCaches.Read(shared).Second);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("auto", null)]
    [InlineData("on", true)]
    [InlineData(" OFF ", false)]
    public void The_variable_forces_either_way(string? value, bool? on)
    {
        OneDnnDecision? forced = OneDnnDecision.Forced(value);
        Assert.Equal(on, forced?.On);
        if (forced is not null)
            Assert.Contains("HIPPOGRIFF_ONEDNN", forced.Why);
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("1")]
    [InlineData("\u001b[2J")]
    public void Anything_else_in_the_variable_is_refused(string value)
    {
        string said = Assert.Throws<HippogriffException>(() => OneDnnDecision.Forced(value)).Message;
        Assert.Contains("on, off or auto", said);
        Assert.DoesNotContain('\u001b', said);
    }

    private static CpuidReader Recorded(string processor) =>
        processor switch
        {
            "Intel Xeon, bare metal" => Answers([
                .. s_intel,
                new(0xB, 0, 1, 2, 0x100, 0),
                new(0xB, 1, 6, 0x28, 0x201, 0),
                new(4, 0, 0x7c004121, 0x01c0003f, 0x3f, 0),
                new(4, 1, 0x7c004122, 0x01c0003f, 0x3f, 0),
                new(4, 2, 0x7c004143, 0x03c0003f, 0x3ff, 0),
                new(4, 3, 0x7c0fc163, 0x0280003f, 0x9fff, 4),
            ]),
            "Intel in a virtual machine that tells no caches" => Answers([.. s_intel, .. s_twoCores]),
            "Intel that tells its first level only" => Answers([
                .. s_intel,
                .. s_twoCores,
                new(4, 0, 0x121, 0x01c0003f, 0x3f, 0),
            ]),
            "AMD EPYC 7742, bare metal" => Answers([
                new(0, 0, 0x10, 0x68747541, 0x444d4163, 0x69746e65),
                new(0xB, 0, 1, 2, 0x100, 0),
                new(0xB, 1, 7, 0x80, 0x201, 0),
                new(0x8000001D, 0, 0x4121, 0x01c0003f, 0x3f, 0),
                new(0x8000001D, 1, 0x4122, 0x01c0003f, 0x3f, 0),
                new(0x8000001D, 2, 0x4143, 0x01c0003f, 0x3ff, 2),
                new(0x8000001D, 3, 0x1c163, 0x03c0003f, 0x3fff, 1),
            ]),
            "AMD EPYC of family 19h, virtual, caches told" => Answers([
                .. s_amd,
                .. s_twoCores,
                new(0x80000005, 0, 0xff48ff40, 0xff48ff40, 0x20080140, 0x20080140),
                new(0x80000006, 0, 0x5c002200, 0x6c004200, 0x04006140, 0x0a009140),
                new(0x8000001D, 0, 0x121, 0x01c0003f, 0x3f, 0),
                new(0x8000001D, 1, 0x122, 0x01c0003f, 0x3f, 0),
                new(0x8000001D, 2, 0x143, 0x01c0003f, 0x7ff, 2),
                new(0x8000001D, 3, 0x4163, 0x03c0003f, 0x7fff, 1),
            ]),
            // It tells its caches in the old leaves, but oneDNN does not ask those.
            "AMD EPYC of family 1Ah, virtual, leaf 0x8000001D all zeros" => Answers([
                .. s_amd,
                .. s_twoCores,
                new(0x80000005, 0, 0xff60ff40, 0xff60ff40, 0x300c0140, 0x20080140),
                new(0x80000006, 0, 0x40802040, 0x60804040, 0x04006140, 0x0fe09140),
            ]),
            "KVM without topoext" => Answers([
                new(0, 0, 0xd, 0x68747541, 0x444d4163, 0x69746e65),
                .. s_twoCores,
                new(0x80000000, 0, 0x8000001A, 0x68747541, 0x444d4163, 0x69746e65),
                new(0x80000005, 0, 0x01ff01ff, 0x01ff01ff, 0x40020140, 0x40020140),
                new(0x80000006, 0, 0, 0x42004200, 0x02008140, 0x00808140),
            ]),
            "AMD whose second level is zeros" => Answers([
                .. s_amd,
                .. s_twoCores,
                new(0x8000001D, 0, 0x121, 0x01c0003f, 0x3f, 0),
            ]),
            "AMD without leaf 0xB" => Answers([
                new(0, 0, 6, 0x68747541, 0x444d4163, 0x69746e65),
                new(0x8000001D, 0, 0x121, 0x01c0003f, 0x3f, 0),
                new(0x8000001D, 2, 0x143, 0x01c0003f, 0x7ff, 2),
            ]),
            "Hygon" => Answers([new(0, 0, 0xd, 0x6f677948, 0x656e6975, 0x6e65476e), .. s_twoCores]),
            _ => throw new ArgumentOutOfRangeException(nameof(processor)),
        };

    /// <summary>A processor that answers zeros to everything else.</summary>
    private static CpuidReader Answers(Answer[] recorded) =>
        (leaf, sub) =>
            recorded.FirstOrDefault(answer => answer.Leaf == leaf && answer.Sub == sub) is { } found
                ? (found.A, found.B, found.C, found.D)
                : default;

    private sealed record Answer(uint Leaf, uint Sub, uint A, uint B, uint C, uint D);
}
