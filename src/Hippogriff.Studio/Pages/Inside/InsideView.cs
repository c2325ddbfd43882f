using MudBlazor;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>An inspection page.</summary>
/// <param name="Address">Its URL.</param>
/// <param name="Title">The text that is its title; with ".About" behind it the one that says what it shows.</param>
/// <param name="Icon">Its icon.</param>
internal sealed record InsideView(string Address, string Title, string Icon)
{
    public static InsideView Words { get; } =
        new("/inside/words", "Inside.View.Words", Icons.Material.Outlined.Highlight);

    public static InsideView Map { get; } = new("/inside/map", "Inside.View.Map", Icons.Material.Outlined.Map);

    public static InsideView Spread { get; } =
        new("/inside/spread", "Inside.View.Spread", Icons.Material.Outlined.BlurOn);

    public static InsideView Noise { get; } = new("/inside/noise", "Inside.View.Noise", Icons.Material.Outlined.Grain);

    public static InsideView Chance { get; } =
        new("/inside/chance", "Inside.View.Chance", Icons.Material.Outlined.Casino);

    public static InsideView Steps { get; } =
        new("/inside/steps", "Inside.View.Steps", Icons.Material.Outlined.Timeline);

    public static InsideView Perfect { get; } =
        new("/inside/perfect", "Inside.View.Perfect", Icons.Material.Outlined.CopyAll);

    /// <summary>All inspection pages, in the order of the tabs.</summary>
    public static IReadOnlyList<InsideView> All { get; } = [Words, Map, Spread, Noise, Chance, Steps, Perfect];
}
