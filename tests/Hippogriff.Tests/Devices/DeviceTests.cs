using System.Runtime.InteropServices;
using Hippogriff.Devices;
using Hippogriff.Training.Throughput;
using TorchSharp;

namespace Hippogriff.Tests.Devices;

public class DeviceTests
{
    [Fact]
    public void Libtorch_is_there() => Assert.Null(NativeRuntime.Problem);

    [Theory]
    [InlineData(
        "/a/libLibTorchSharp.so: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found "
            + "(required by /a/libLibTorchSharp.so)",
        "C++ library lacks GLIBCXX_3.4.32; build again with `dotnet build -c Release`"
    )]
    [InlineData("/lib/libc.so.6: version `GLIBC_2.38' not found (required by x)", "C library lacks GLIBC_2.38")]
    [InlineData(
        "Unable to load shared library 'LibTorchSharp' or one of its dependencies.\nlibtorch_cpu.so: cannot "
            + "open shared object file: No such file or directory\n/a/LibTorchSharp.so: cannot open shared object "
            + "file: No such file or directory",
        "libtorch_cpu.so is missing; build again"
    )]
    [InlineData(
        "libgomp.so.1: cannot open shared object file: No such file or directory",
        "libgomp.so.1 is missing; install it"
    )]
    [InlineData(
        "/a/libLibTorchSharp.so: cannot open shared object file: No such file or directory",
        "LibTorchSharp is not beside the program"
    )]
    [InlineData("/a/libLibTorchSharp.so: file too short", "damaged or made for another")]
    public void What_the_loader_says_becomes_one_sentence(string message, string sentence)
    {
        string said = NativeRuntime.Explain(new TypeInitializationException("x", new DllNotFoundException(message)));
        Assert.Contains(sentence, said);
        Assert.DoesNotContain('\n', said);
        Assert.EndsWith(".", said);
    }

    [Fact]
    public void A_library_that_is_really_missing_is_explained()
    {
        DllNotFoundException error = Assert.Throws<DllNotFoundException>(() =>
            NativeLibrary.Load("LibTorchSharpOfNowhere", typeof(torch).Assembly, null)
        );
        Assert.Contains("is not beside the program", NativeRuntime.Explain(error));
        Assert.Contains(
            "does not fit TorchSharp",
            NativeRuntime.Explain(new EntryPointNotFoundException("THSTensor_new"))
        );
        Assert.Contains("(odd)", NativeRuntime.Explain(new InvalidOperationException("odd.\nmore")));
    }

    [Theory]
    [InlineData("cpu", 0, "cpu")]
    [InlineData(" CPU ", 2, "cpu")]
    [InlineData("auto", 0, "cpu")]
    [InlineData("auto", 1, "cuda:0")]
    [InlineData("cuda", 1, "cuda:0")]
    [InlineData("cuda:1", 2, "cuda:1")]
    public void Devices_are_called_by_their_names(string name, int cudaDevices, string device) =>
        Assert.Equal(device, DeviceChoice.Parse(name, cudaDevices).ToString());

    [Theory]
    [InlineData("gpu", 1, "allowed are auto, cpu, cuda, cuda:N")]
    [InlineData("", 1, "allowed are")]
    [InlineData("cuda:", 1, "allowed are")]
    [InlineData("cuda:-1", 1, "allowed are")]
    [InlineData("cuda: 1", 2, "allowed are")]
    [InlineData("cuda:99999999999", 2, "allowed are")]
    [InlineData("cuda", 0, "CUDA is not available")]
    [InlineData("cuda:1", 1, "there is cuda:0")]
    [InlineData("cuda:7", 2, "there are cuda:0 to cuda:1")]
    public void A_device_that_is_not_there_is_refused_in_a_sentence(string name, int cudaDevices, string said) =>
        Assert.Contains(said, Assert.Throws<HippogriffException>(() => DeviceChoice.Parse(name, cudaDevices)).Message);

    /// <summary>
    /// One resolver an assembly is allowed, and it is ours: whoever comes first to libtorch comes by it.
    /// </summary>
    [Fact]
    public void TorchSharp_is_watched_whoever_makes_the_first_tensor()
    {
        Assert.Throws<InvalidOperationException>(() =>
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (_, _, _) => 0)
        );
        using torch.Tensor one = torch.ones(1);
        Assert.NotNull(NativeStart.Done);
        Assert.Equal(NativeStart.Done.OneDnn, NativeRuntime.OneDnn);
    }

    [Fact]
    public void The_cpu_is_always_there() => Assert.Equal(DeviceType.CPU, DeviceChoice.Parse("cpu").type);

    [Fact]
    public void The_processor_is_described()
    {
        CpuInfo cpu = CpuInfo.Read();
        Assert.NotEmpty(cpu.Name);
        Assert.Equal(Environment.ProcessorCount, cpu.Threads);
        Assert.Contains(cpu.Vectors, new[] { "AVX-512", "AVX2", "AVX", "SSE", "NEON", "none" });
        if (File.Exists("/proc/cpuinfo") && RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            string flags = File.ReadAllText("/proc/cpuinfo");
            Assert.Equal(flags.Contains(" fma "), cpu.Fma);
            if (flags.Contains(" amx_tile ") && flags.Contains(" amx_bf16 "))
                Assert.EndsWith(" with FMA and AMX", cpu.Instructions);
            else if (cpu.Vectors != "AVX-512")
                Assert.DoesNotContain("AMX", cpu.Instructions);
            Assert.Equal(flags.Contains(" avx2 "), cpu.Vectors is "AVX2" or "AVX-512");
        }
    }

    [Fact]
    public void The_peak_is_a_number_above_nothing_even_on_a_busy_machine()
    {
        double one = FmaPeak.Measure(TimeSpan.FromMilliseconds(60), threads: 1);
        Assert.InRange(one, double.Epsilon, 1e6);
    }

    [Fact]
    public void The_known_peak_is_measured_once_for_each_number_of_threads()
    {
        double one = FmaPeak.Known(1),
            two = FmaPeak.Known(2);
        Assert.Equal((one, two), (FmaPeak.Known(1), FmaPeak.Known(2)));
        Assert.NotEqual(one, two);
    }

    [Theory]
    [InlineData("cuda", null, 0u)]
    [InlineData("cuda:2", null, 2u)]
    [InlineData("cuda", "3,1", 3u)]
    [InlineData("cuda:1", "3,1", 1u)]
    [InlineData("cuda:2", "3,1", null)]
    [InlineData("cuda", "GPU-8932f937", null)]
    public void The_driver_is_asked_for_the_device_that_the_program_sees(
        string device,
        string? visible,
        uint? expected
    ) => Assert.Equal(expected, CudaMemory.IndexOf(device, visible));

    [Fact]
    public void The_memory_of_a_device_is_told_where_there_is_one()
    {
        if (CudaMemory.Open("cuda") is not { } cuda)
            return; // a machine without the driver
        (long used, long total) = cuda.Read()!.Value;
        Assert.True(used >= 0 && used <= total && total > 1L << 30, $"{used} of {total} bytes.");
    }
}
