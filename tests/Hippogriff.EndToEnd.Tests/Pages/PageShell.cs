using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.EndToEnd.Tests.Pages;

/// <summary>
/// A scratch folder in which the blocks of one page are typed, one after the other, with the built program as
/// <c>hippogriff</c>.
/// </summary>
internal sealed class PageShell : IDisposable
{
    private const string UsualPort = "5177";

    private static readonly (string Name, byte Grey)[] s_things = [("apple", 60), ("ball", 200), ("car", 90)];

    private readonly TemporaryFolder _folder = new();
    private readonly string _port = FreePort();
    private Process? _server;

    public PageShell(string root, IReadOnlyList<string> given)
    {
        Directory.CreateDirectory(_folder.In("bin"));
        string program = _folder.In("bin/hippogriff");
        File.WriteAllText(
            program,
            $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll")}' \"$@\"\n"
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateSymbolicLink(Path.Combine(Folder, "recipes"), Path.Combine(root, "recipes"));
        foreach (string name in given)
            Lay(name);
    }

    /// <summary>Where the commands are typed.</summary>
    public string Folder => Directory.CreateDirectory(_folder.In("here")).FullName;

    /// <summary>Types a block; what it printed on both streams, and its exit code.</summary>
    public async Task<(int Code, string Output)> RunAsync(string script, TimeSpan limit)
    {
        using Process shell = Start(script);
        Task<string> output = shell.StandardOutput.ReadToEndAsync();
        using CancellationTokenSource late = new(limit);
        try
        {
            await shell.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            return (-1, $"{await output}\n(stopped after {limit.TotalSeconds:0} s)");
        }
        return (shell.ExitCode, await output);
    }

    /// <summary>Starts a block that serves, on a free port, and waits until it listens.</summary>
    public async Task ServeAsync(string script)
    {
        _server = Start(script.Replace("hippogriff serve", $"exec hippogriff serve --port {_port}"));
        string? line = await _server.StandardOutput.ReadLineAsync().WaitAsync(Patience.Long);
        while (line is not null && !line.StartsWith("http://", StringComparison.Ordinal))
            line = await _server.StandardOutput.ReadLineAsync().WaitAsync(Patience.Long);
        Assert.NotNull(line);
        _ = _server.StandardOutput.ReadToEndAsync();
    }

    public void Dispose()
    {
        if (_server is { HasExited: false })
            _server.Kill(entireProcessTree: true);
        _server?.Dispose();
        _folder.Dispose();
    }

    private Process Start(string script)
    {
        ProcessStartInfo start = new("bash", ["-c", $"set -euo pipefail; exec 2>&1; {script}"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList[1] = start.ArgumentList[1].Replace($"127.0.0.1:{UsualPort}", $"127.0.0.1:{_port}");
        start.Environment["PATH"] = $"{_folder.In("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["NO_COLOR"] = "1";
        Process shell = Process.Start(start)!;
        shell.StandardInput.Close();
        return shell;
    }

    /// <summary>Makes a thing that a page says its reader has.</summary>
    private void Lay(string name)
    {
        string path = Path.Combine(Folder, name);
        switch (name)
        {
            case "my-pictures":
                Directory.CreateDirectory(path);
                foreach ((string thing, byte grey) in s_things)
                    PngFile.Write(Path.Combine(path, $"{thing}.png"), Drawn(64, grey));
                File.WriteAllText(Path.Combine(path, "apple.txt"), "a red apple");
                File.WriteAllText(Path.Combine(path, "ball.txt"), "an apple");
                File.WriteAllText(Path.Combine(path, "broken.jpg"), "no picture");
                File.WriteAllText(Path.Combine(path, "broken.txt"), "a dog");
                break;
            case "mask.png" or "holes.png":
                PngFile.Write(path, Disc(128));
                break;
            case "webui.png":
                PngFile.Write(
                    path,
                    Drawn(128, 120),
                    texts: new Dictionary<string, string>
                    {
                        ["parameters"] =
                            "a red apple\nSteps: 8, Sampler: Euler a, CFG scale: 4, Seed: 5, Size: 512x512",
                    }
                );
                break;
            default:
                PngFile.Write(path, Drawn(128, 120));
                break;
        }
    }

    /// <summary>A dark square on a ground that gets lighter.</summary>
    private static RgbImage Drawn(int side, byte grey)
    {
        byte[] pixels = new byte[side * side * 3];
        for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
        {
            bool inside = Math.Abs(x - side / 2) < side / 4 && Math.Abs(y - side / 2) < side / 4;
            for (int c = 0; c < 3; c++)
                pixels[(y * side + x) * 3 + c] = inside ? (byte)(grey / (c + 1)) : (byte)(128 + y * 100 / side);
        }
        return new RgbImage(side, side, pixels);
    }

    /// <summary>A white disc on black.</summary>
    private static RgbImage Disc(int side)
    {
        byte[] pixels = new byte[side * side * 3];
        for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            if (Math.Pow(x - side / 2.0, 2) + Math.Pow(y - side / 2.0, 2) < side * side / 12.0)
                Array.Fill(pixels, (byte)255, (y * side + x) * 3, 3);
        return new RgbImage(side, side, pixels);
    }

    /// <summary>
    /// A port that nothing listens on, below those that the system gives to connections and to port 0 (32768 and
    /// above). Else one of the many servers and clients of the tests could take it before the page's server does.
    /// </summary>
    private static string FreePort()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 32_000);
            using TcpListener listener = new(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (SocketException) { } // somebody has it
        }
    }
}
