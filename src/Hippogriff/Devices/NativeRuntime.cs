using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Hippogriff.Devices;

/// <summary>
/// Checks that libtorch can be loaded. Call it before the first tensor is made: TorchSharp's own messages are long,
/// partly wrong, and also written to standard output. <see cref="NativeStart"/> runs even if this is not called.
/// </summary>
public static partial class NativeRuntime
{
    internal const string Shim = "LibTorchSharp";
    private const string Rebuild = "build again with `dotnet build -c Release`";

    /// <summary>Where libtorch comes from: eng/ in the repository, elsewhere the package.</summary>
    private const string Package =
        "a project outside of Hippogriff's repository gets libtorch by referencing the package Hippogriff";

    private static readonly Lazy<string?> s_fault = new(Load);

    /// <summary>
    /// Null if libtorch is loaded; otherwise one sentence on what is wrong and how to fix it. The first call loads
    /// libtorch (about 0.5 s).
    /// </summary>
    public static string? Problem => s_fault.Value;

    /// <summary>Whether libtorch uses oneDNN on this machine, and why. Loads libtorch if necessary.</summary>
    public static OneDnnDecision OneDnn
    {
        get
        {
            _ = Problem;
            return NativeStart.Done?.OneDnn ?? OneDnnDecision.ByProcessor(OneDnnDecision.ThisProcessor);
        }
    }

    /// <summary>Version of libtorch that TorchSharp was built for.</summary>
    public static string Version => string.Join('.', torch.__version__.Split('.').Take(3));

    /// <summary>Throws <see cref="Problem"/> if there is one.</summary>
    /// <exception cref="HippogriffException">libtorch cannot be loaded.</exception>
    public static void EnsureLoaded()
    {
        if (Problem is { } sentence)
            throw new HippogriffException(sentence);
    }

    private static string? Load()
    {
        if (!Environment.Is64BitProcess)
            return "libtorch needs a 64-bit process; run the 64-bit .NET runtime.";
        try
        {
            NativeStart start = NativeStart.Of(NativeLibrary.Load(Shim, typeof(torch).Assembly, null));
            if (start.Problem is not null)
                return start.Problem;
            using torch.Tensor one = torch.ones(1);
            return one.item<float>() == 1f
                ? null
                : $"libtorch was loaded, but it does not compute; delete bin and obj and {Rebuild}.";
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Explain(error);
        }
    }

    /// <summary>One sentence for an error of the loader.</summary>
    internal static string Explain(Exception error)
    {
        for (; error is TypeInitializationException && error.InnerException is { } inner; error = inner) { }
        if (error is EntryPointNotFoundException)
            return $"libtorch was loaded, but it does not fit TorchSharp, which was made for version {Version}; "
                + $"reference no other libtorch than that, delete bin and obj and {Rebuild}.";
        if (
            error is BadImageFormatException
            || error.Message.Contains("wrong ELF class")
            || error.Message.Contains("invalid ELF header")
            || error.Message.Contains("file too short")
        )
            return "libtorch could not be loaded: its file is damaged or made for another kind of machine; "
                + $"delete bin and obj and {Rebuild}.";
        if (MissingVersion().Match(error.Message) is { Success: true } version)
            return "libtorch could not be loaded: this system's "
                + $"{(version.Groups[1].Value.StartsWith("GLIBCXX", StringComparison.Ordinal) ? "C++ library" : "C library")}"
                + " "
                + "lacks "
                + $"{version.Groups[1].Value}; {Rebuild}, which mends the copy it makes ({Package}), or use a "
                + "newer system.";
        string[] missing =
        [
            .. MissingLibrary()
                .Matches(error.Message)
                .Select(match => match.Groups[1].Value)
                .Where(name => !name.Contains(Shim, StringComparison.Ordinal))
                .Distinct(),
        ];
        if (missing.Length > 0)
            return $"libtorch could not be loaded: {Path.GetFileName(missing[0])} is missing; "
                + $"{Remedy(Path.GetFileName(missing[0]))}.";
        if (error is DllNotFoundException || error.Message.Contains("doesn't contain a reference to libtorch"))
            return $"libtorch could not be loaded: {Shim} is not beside the program; {Rebuild} on this machine "
                + $"({Package}).";
        return $"libtorch could not be loaded ({error.Message.Split('\n')[0].TrimEnd('.', ' ', '\r')}); {Rebuild} on "
            + "this machine.";
    }

    private static string Remedy(string library) =>
        library.StartsWith("libgomp", StringComparison.Ordinal)
            ? "install it (Debian and Ubuntu: `apt install libgomp1`)"
        : library.StartsWith("libtorch", StringComparison.Ordinal)
        || library.StartsWith("libc10", StringComparison.Ordinal)
            ? $"{Rebuild} on this machine ({Package})"
        : "install the package of the system that holds it";

    [GeneratedRegex(@"version [`']([A-Z]+_[\d.]+)' not found")]
    private static partial Regex MissingVersion();

    [GeneratedRegex(@"(\S+\.so[\d.]*): cannot open shared object file")]
    private static partial Regex MissingLibrary();
}
