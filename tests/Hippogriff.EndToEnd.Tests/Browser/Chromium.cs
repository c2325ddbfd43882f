using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Hippogriff.EndToEnd.Tests.Browser.Chromium))]

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// The browser of this machine, started once for all tests, when the first one asks for it. Nothing is downloaded.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Variable = "HIPPOGRIFF_CHROMIUM";

    private static readonly string[] s_default =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];

    private static readonly string[] s_arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-color-profile=srgb",
    ];

    private readonly SemaphoreSlim _starting = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>
    /// The started browser; skips the test where there is none, fails it on a server that runs the checks.
    /// </summary>
    public async Task<IBrowser> BrowserAsync()
    {
        string? path = new[] { Environment.GetEnvironmentVariable(Variable) }
            .Concat(s_default)
            .FirstOrDefault(File.Exists);
        if (path is null)
        {
            const string Sentence =
                $"No Chromium was found: install the package 'chromium', or set {Variable} to the program.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(Sentence);
            Assert.Skip(Sentence);
        }
        await _starting.WaitAsync();
        try
        {
            Assertions.SetDefaultExpectTimeout(Patience.Milliseconds); // its own five seconds are a measure of speed
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions { ExecutablePath = path, Args = s_arguments }
            );
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }
}
