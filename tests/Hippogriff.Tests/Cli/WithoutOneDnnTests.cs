using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Hippogriff.Devices;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Tests.House;
using TorchSharp;

namespace Hippogriff.Tests.Cli;

/// <summary>
/// Processes of their own with oneDNN off, which is how a processor is treated that hides its caches: the same pictures
/// to rounding, the tests of networks and training, and not a word
/// from libtorch. (Where this machine is such a processor, both ways are one.)
/// </summary>
public sealed class WithoutOneDnnTests : IDisposable
{
    private const string Program = "Hippogriff.Cli.dll",
        GlobalContext = "_ZN2at13globalContextEv";
    private readonly TemporaryFolder _folder = new();

    /// <summary>
    /// The four prompts that every model is shown on, drawn on one sheet. Rounding moves single pixels by a step or
    /// two; another kernel's fault moves everything.
    /// </summary>
    [Fact]
    public void The_acid_test_draws_the_same_pictures_to_rounding()
    {
        RgbImage typical = Draw("auto"),
            without = Draw("off");
        Assert.Equal((typical.Width, typical.Height), (without.Width, without.Height));
        int[] apart = [.. typical.Pixels.Zip(without.Pixels, (a, b) => Math.Abs(a - b))];
        Assert.True(apart.Average() < 0.05, $"mean difference {apart.Average():0.000}");
        int far = apart.Count(steps => steps > 2);
        Assert.True(far < apart.Length / 1000, $"{far} of {apart.Length} values differ by more than 2");
    }

    [Fact]
    public void Doctor_says_in_a_line_what_was_decided_and_why()
    {
        string off = Finding("off"),
            on = Finding("on");
        Assert.Contains("off: HIPPOGRIFF_ONEDNN", off);
        Assert.Contains("on: HIPPOGRIFF_ONEDNN", on);
        string auto = Finding(null);
        OneDnnDecision expected = OneDnnDecision.ByProcessor(OneDnnDecision.ThisProcessor);
        Assert.StartsWith(expected.On ? "on: " : "off: ", auto, StringComparison.Ordinal);
        Assert.Contains(expected.Why, auto);
        Assert.Contains("self-test", auto);
    }

    [Fact]
    public void The_self_test_runs_at_the_first_start_only_and_can_take_oneDNN_away()
    {
        Finding(null);
        string memory = Assert.Single(Directory.GetFiles(_folder.In("hippogriff")));
        string text = File.ReadAllText(memory);
        string changed = text.Replace("\"On\":true", "\"On\":false", StringComparison.Ordinal);
        File.WriteAllText(memory, changed.Replace("a self-test", "an earlier self-test", StringComparison.Ordinal));
        string second = Finding(null);
        Assert.StartsWith("off: ", second, StringComparison.Ordinal);
        Assert.Contains("an earlier self-test", second); // nothing was tested again
        File.WriteAllText(memory, "{");
        Finding(null);
        Assert.Equal(text, File.ReadAllText(memory));
    }

    [Fact]
    public void A_mistake_in_the_variable_is_a_sentence()
    {
        (int code, string output, string error) = Run(
            "maybe",
            Program,
            "generate",
            "a cat",
            "--out",
            _folder.In("a.png")
        );
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("on, off or auto", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>
    /// In a process of their own with oneDNN off; nothing is written to standard error, least of all by NNPACK.
    /// </summary>
    [Fact]
    public void The_tests_of_networks_and_training_pass()
    {
        string[] classes =
        [
            "Hippogriff.Tests.Models.*",
            "Hippogriff.Tests.Adapters.*",
            "*TrainingLoopTests",
            "*AdamWTests",
            "*WorkingTypeTests",
            "*SelfTestTests",
        ];
        (int code, string output, string error) = Run(
            "off",
            "Hippogriff.Tests.dll",
            [.. classes.SelectMany(name => new[] { "-class", name }), "-noLogo", "-noColor"]
        );
        Assert.True(code == 0, output + error);
        Assert.DoesNotContain("NNPACK", output + error);
        Assert.Equal("", error);
    }

    [Fact]
    public void Libtorch_computes_with_what_was_decided_and_never_with_NNPACK()
    {
        OneDnnDecision decided = NativeRuntime.OneDnn;
        if (OperatingSystem.IsWindows())
            return; // other names
        nint shim = NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        nint context = Export<Context>(shim, GlobalContext)();
        Assert.Equal(decided.On, Export<Enabled>(shim, "_ZNK2at7Context17userEnabledMkldnnEv")(context) != 0);
        Assert.Equal(0, Export<Enabled>(shim, "_ZNK2at7Context17userEnabledNNPACKEv")(context));
        Assert.Equal("_nowhere", TorchSwitches.Set(shim, decided.On, [GlobalContext, GlobalContext, "_nowhere"]));
    }

    public void Dispose() => _folder.Dispose();

    private delegate nint Context();

    private delegate byte Enabled(nint context);

    private static T Export<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));

    private RgbImage Draw(string oneDnn)
    {
        string sheet = _folder.In(oneDnn + ".png");
        (int code, _, string error) = Run(
            oneDnn,
            Program,
            "generate",
            "80s tv commercial showing a hippo fighting a pegasus",
            "--with",
            "a cat",
            "a blue cat to the left of a red apple",
            "three penguins on a beach at night, pixel art",
            "--seed",
            "1",
            "--count",
            "1",
            "--steps",
            "4",
            "--model",
            "first",
            "--sheet",
            sheet
        );
        Assert.True(code == 0, error);
        Assert.DoesNotContain("NNPACK", error);
        Assert.DoesNotContain("[W", error);
        return ImageFile.Read(sheet);
    }

    private string Finding(string? oneDnn)
    {
        (int code, string output, string error) = Run(oneDnn, Program, "doctor", "--json");
        Assert.Equal((0, ""), (code, error));
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement found = document
            .RootElement.GetProperty("findings")
            .EnumerateArray()
            .Single(finding => finding.GetProperty("name").GetString() == "oneDNN");
        return found.GetProperty("value").GetString()!;
    }

    private (int Code, string Output, string Error) Run(string? oneDnn, string program, params string[] args)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(dotnet, [Path.Combine(AppContext.BaseDirectory, program), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[OneDnnDecision.Variable] = oneDnn ?? "";
        start.Environment["XDG_CACHE_HOME"] = _folder.Path;
        start.Environment["HIPPOGRIFF_MODELS"] = Path.Combine(Repository.Root, "models");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
