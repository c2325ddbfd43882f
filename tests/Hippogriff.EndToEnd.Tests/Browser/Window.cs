using Microsoft.Playwright;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// A window of the browser on a studio, which writes down what must never happen: messages of errors in its console,
/// and requests to anywhere else.
/// </summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _faults = [];

    private Window(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public static Task<Window> OpenAsync(
        Chromium chromium,
        BrowserStudio studio,
        int width = 1024,
        bool dark = false
    ) => OpenAsync(chromium, studio.Address, width, dark);

    /// <param name="chromium">The browser.</param>
    /// <param name="studio">Where the studio is.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="dark">Whether the system's colours are dark.</param>
    /// <param name="language">What the browser speaks; null for what it speaks anyway.</param>
    public static async Task<Window> OpenAsync(
        Chromium chromium,
        Uri studio,
        int width,
        bool dark,
        string? language = null
    )
    {
        IBrowser browser = await chromium.BrowserAsync();
        IBrowserContext context = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = studio.ToString(),
                Locale = language,
                ViewportSize = new ViewportSize
                {
                    Width = width,
                    Height =
                        width < 600 ? 844
                        : width > 1200 ? 1080
                        : 768,
                },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        context.SetDefaultTimeout(Patience.Milliseconds);
        Window window = new(context, await context.NewPageAsync());
        window.Page.Console += (_, message) => window.Note(message.Type == "error", $"console: {message.Text}");
        window.Page.PageError += (_, error) => window.Note(true, $"page: {error}");
        window.Page.Request += (_, request) => window.Note(IsOutside(request.Url, studio), $"outside: {request.Url}");
        return window;
    }

    /// <summary>Goes to a page and waits until its circuit stands and its title is there.</summary>
    public async Task GoAsync(string path, string title)
    {
        await Page.GotoAsync(path);
        try
        {
            await Page.GetByRole(
                    AriaRole.Heading,
                    new()
                    {
                        Level = 1,
                        Name = title,
                        Exact = true,
                    }
                )
                .WaitForAsync();
        }
        catch (TimeoutException)
        {
            AssertNothingWentWrong(); // says more than that a title did not come
            throw;
        }
    }

    /// <summary>Forgets what was noted: for a time in which things are meant to go wrong.</summary>
    public void Forget()
    {
        lock (_faults)
            _faults.Clear();
    }

    public void AssertNothingWentWrong()
    {
        lock (_faults)
            Assert.Empty(_faults);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Note(bool wrong, string fault)
    {
        if (!wrong)
            return;
        lock (_faults)
            _faults.Add(fault);
    }

    private static bool IsOutside(string url, Uri studio) =>
        !url.StartsWith("data:", StringComparison.Ordinal)
        && !url.StartsWith("blob:", StringComparison.Ordinal)
        && new Uri(url).Authority != studio.Authority;
}
