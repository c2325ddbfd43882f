namespace Hippogriff.Devices;

/// <summary>One CPUID query on an x86 processor; returns EAX, EBX, ECX and EDX.</summary>
/// <param name="leaf">Input in EAX.</param>
/// <param name="subleaf">Input in ECX.</param>
internal delegate (uint Eax, uint Ebx, uint Ecx, uint Edx) CpuidReader(uint leaf, uint subleaf);

/// <summary>
/// The data cache sizes that oneDNN 3.7, the version in libtorch 2.10, derives from CPUID on an x86 processor. Repeats
/// its arithmetic step by step: Xbyak's <c>Cpu::setNumCores</c> and <c>setCacheHierarchy</c>, then
/// <c>get_per_core_cache_size</c>. oneDNN divides by these sizes.
/// </summary>
/// <param name="First">Bytes of first-level cache per core.</param>
/// <param name="Second">Bytes of second-level cache per core.</param>
/// <param name="Guessed">True if CPUID reports no caches and oneDNN assumes typical sizes.</param>
/// <param name="Fault">Null, or why oneDNN cannot compute the sizes; a part of a sentence.</param>
internal sealed record OneDnnCaches(long First, long Second, bool Guessed = false, string? Fault = null)
{
    private const uint Topology = 0xB,
        Intel = 4,
        Amd = 0x8000001D;
    private const uint AmdLetters = 0x444d4163,
        IntelLetters = 0x6c65746e; // "cAMD", "ntel": how the makers' names end
    private const int FewestFirst = 4 << 10,
        FewestSecond = 32 << 10;
    private static readonly OneDnnCaches s_guess = new(32 << 10, 512 << 10, Guessed: true);

    /// <summary>Whether the sizes are plausible: no processor with AVX2 has less than 16 KB and 128 KB.</summary>
    public bool AreKnown => Fault is null && First >= FewestFirst && Second >= FewestSecond;

    /// <summary>Reads a processor, or its recorded answers.</summary>
    public static OneDnnCaches Read(CpuidReader cpuid)
    {
        (uint highest, _, uint letters, _) = cpuid(0, 0);
        if (letters is not (AmdLetters or IntelLetters))
            return s_guess; // Hygon, Zhaoxin
        (uint threads, uint all) = Cores(cpuid, highest);
        return letters == AmdLetters ? ReadAmd(cpuid, threads, all) : ReadIntel(cpuid, threads, all);
    }

    /// <summary>Threads of one core and of the socket; both 0 if the processor does not report them.</summary>
    private static (uint Threads, uint All) Cores(CpuidReader cpuid, uint highest)
    {
        if (highest < Topology)
            return (0, 0);
        uint[] cores = new uint[2];
        for (uint i = 0; i < 2; i++)
        {
            (_, uint ebx, uint ecx, _) = cpuid(Topology, i);
            if (Bits(ecx, 8, 15) is var level and (1 or 2))
                cores[level - 1] = Bits(ebx, 0, 15);
        }
        cores[0] = Math.Max(1, cores[0]);
        return (cores[0], Math.Max(cores[0], cores[1]));
    }

    /// <summary>
    /// Always three levels. A level that is not reported has zero in every field; as fields are stored minus one, its
    /// size is one byte.
    /// </summary>
    private static OneDnnCaches ReadAmd(CpuidReader cpuid, uint threads, uint all)
    {
        if (threads == 0)
            return new(0, 0, Fault: "its CPUID has no leaf 0xB");
        long first = Share(cpuid(Amd, 0), threads, all),
            second = Share(cpuid(Amd, 2), threads, all);
        return new(first, second);
    }

    private static OneDnnCaches ReadIntel(CpuidReader cpuid, uint threads, uint all)
    {
        const int Data = 1,
            Unified = 3,
            MostLeaves = 64;
        List<long> levels = [];
        for (uint i = 0; levels.Count < 10 && i < MostLeaves; i++)
        {
            (uint Eax, uint Ebx, uint Ecx, uint Edx) answer = cpuid(Intel, i);
            uint kind = Bits(answer.Eax, 0, 4);
            if (kind == 0)
                break;
            if (kind is not (Data or Unified))
                continue;
            if (kind == Data && threads == 0)
                threads = Bits(answer.Eax, 14, 25) + 1;
            if (threads == 0)
                return new(0, 0, Fault: "its CPUID tells no cache of the first level");
            levels.Add(Share(answer, threads, all));
        }
        return levels.Count == 0 ? s_guess : new(levels[0], levels.Count > 1 ? levels[1] : 0);
    }

    /// <summary>
    /// Ways x partitions x line x sets, each stored minus one, divided by the number of cores that share the cache.
    /// </summary>
    private static long Share((uint Eax, uint Ebx, uint Ecx, uint Edx) answer, uint threads, uint all)
    {
        uint ways = Bits(answer.Ebx, 22, 31) + 1,
            partitions = Bits(answer.Ebx, 12, 21) + 1;
        uint line = Bits(answer.Ebx, 0, 11) + 1;
        uint bytes = unchecked(ways * partitions * line * (answer.Ecx + 1));
        uint sharing = Bits(answer.Eax, 14, 25) + 1;
        if (all != 0)
            sharing = Math.Min(sharing, all);
        return bytes / Math.Max(sharing / threads, 1);
    }

    /// <summary>
    /// Bits <paramref name="from"/> to <paramref name="to"/> without the last one, as this version of Xbyak reads them.
    /// </summary>
    private static uint Bits(uint value, int from, int to) => (value >> from) & ((1u << (to - from)) - 1);
}
