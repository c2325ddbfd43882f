using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Hippogriff.Devices;

/// <summary>Model and instruction sets of the processor.</summary>
/// <param name="Name">Model name as reported by the processor or the system.</param>
/// <param name="Threads">Threads that this process may use at the same time.</param>
/// <param name="Vectors">Widest vector instructions: AVX-512, AVX2, AVX, SSE, NEON or none.</param>
/// <param name="Fma">True if fused multiply-add is available.</param>
/// <param name="Amx">True if the processor has matrix tile instructions (AMX), including bfloat16.</param>
public sealed record CpuInfo(string Name, int Threads, string Vectors, bool Fma, bool Amx)
{
    /// <summary>The processor of this machine.</summary>
    public static CpuInfo Read() =>
        new(
            ReadName(),
            Environment.ProcessorCount,
            ReadVectors(),
            System.Runtime.Intrinsics.X86.Fma.IsSupported || AdvSimd.IsSupported,
            ReadAmx()
        );

    /// <summary>The instruction sets, for a log: "AVX-512 with FMA and AMX".</summary>
    public string Instructions =>
        Vectors
        + (Fma, Amx) switch
        {
            (true, true) => " with FMA and AMX",
            (true, false) => " with FMA",
            (false, true) => " with AMX",
            _ => "",
        };

    /// <summary>
    /// Whether this is an AMD processor that computes 512 bits at once: Zen 5 and later. Zen 4 computes halves, so that
    /// AVX-512 is hardly faster there than the AVX2 that MKL uses on AMD processors.
    /// </summary>
    internal static bool AmdHasWholeVectors()
    {
        const int Zen5 = 0x1A; // family; Zen 4 is 0x19
        return Avx512F.IsSupported && AmdFamily() >= Zen5;
    }

    /// <summary>Family of an AMD processor; 0 for others.</summary>
    private static int AmdFamily()
    {
        if (!X86Base.IsSupported)
            return 0;
        if (X86Base.CpuId(0, 0) is not { Ebx: 0x68747541, Edx: 0x69746e65, Ecx: 0x444d4163 })
            return 0; // not AMD
        int version = X86Base.CpuId(1, 0).Eax,
            family = (version >> 8) & 0xF;
        return family == 0xF ? family + ((version >> 20) & 0xFF) : family;
    }

    private static string ReadVectors() =>
        Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : Avx.IsSupported ? "AVX"
        : Sse2.IsSupported ? "SSE"
        : AdvSimd.IsSupported ? "NEON"
        : "none";

    private static bool ReadAmx()
    {
        const int Features = 7,
            Bfloat16 = 1 << 22,
            Tiles = 1 << 24; // CPUID leaf, and bits of EDX
        return X86Base.IsSupported
            && X86Base.CpuId(0, 0).Eax >= Features
            && (X86Base.CpuId(Features, 0).Edx & (Bfloat16 | Tiles)) == (Bfloat16 | Tiles);
    }

    private static string ReadName()
    {
        if (X86Base.IsSupported && (uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax >= 0x80000004)
        {
            Span<byte> brand = stackalloc byte[48]; // CPUID leaves 0x80000002 to 4, 16 characters each
            for (int leaf = 0; leaf < 3; leaf++)
            {
                (int a, int b, int c, int d) = X86Base.CpuId(unchecked((int)0x80000002) + leaf, 0);
                BinaryPrimitives.WriteInt32LittleEndian(brand[(leaf * 16)..], a);
                BinaryPrimitives.WriteInt32LittleEndian(brand[(leaf * 16 + 4)..], b);
                BinaryPrimitives.WriteInt32LittleEndian(brand[(leaf * 16 + 8)..], c);
                BinaryPrimitives.WriteInt32LittleEndian(brand[(leaf * 16 + 12)..], d);
            }
            string name = string.Join(
                ' ',
                Encoding.ASCII.GetString(brand).Split([' ', '\0'], StringSplitOptions.RemoveEmptyEntries)
            );
            if (name.Length > 0)
                return name;
        }
        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
