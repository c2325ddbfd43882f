using System.ComponentModel;
using System.Diagnostics;

namespace Hippogriff.EndToEnd.Tests.Generators;

/// <summary>Runs programs that tests need and that a machine may lack.</summary>
internal static class Programs
{
    /// <summary>What a program prints; it has to end with 0.</summary>
    public static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        (int code, string output, string errors) = await TryAsync(program, folder, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}\n{output}\n{errors}");
        return output;
    }

    /// <summary>Whether a program is there and ends with 0.</summary>
    public static async Task<bool> IsThereAsync(string program, string folder, params string[] arguments)
    {
        try
        {
            return (await TryAsync(program, folder, arguments)).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Skips the test where something is missing, and fails where CI is set.</summary>
    public static void Require(bool isThere, string missing)
    {
        if (isThere)
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") is "true" or "1", missing);
        Assert.Skip(missing);
    }

    private static async Task<(int Code, string Output, string Errors)> TryAsync(
        string program,
        string folder,
        string[] arguments
    )
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(Patience.Long);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        return (process.ExitCode, await output, await errors);
    }
}

/// <summary>The packages of node in the folder Npm, which <c>npm ci</c> installs there once.</summary>
internal static class NodePackages
{
    /// <summary>The folder, in the source tree; skips the test where node or a package is missing.</summary>
    public static async Task<string> RequireAsync(params string[] packages)
    {
        string folder = Folder();
        Programs.Require(await Programs.IsThereAsync("node", folder, "--version"), "node is not installed");
        foreach (string package in packages)
            Programs.Require(
                Directory.Exists(Path.Combine(folder, "node_modules", package)),
                $"{package} is not installed: run npm ci in tests/Hippogriff.EndToEnd.Tests/Npm"
            );
        return folder;
    }

    private static string Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Npm", "images.mjs")))
                return Path.Combine(at.FullName, "Npm");
        throw new DirectoryNotFoundException("Npm/images.mjs lies in no folder above the tests.");
    }
}
