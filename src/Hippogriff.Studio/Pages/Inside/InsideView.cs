using MudBlazor;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>An inspection page.</summary>
/// <param name="Address">Its URL.</param>
/// <param name="Title">Its title.</param>
/// <param name="About">What it shows.</param>
/// <param name="Icon">Its icon.</param>
internal sealed record InsideView(string Address, string Title, string About, string Icon)
{
    public static InsideView Words { get; } =
        new(
            "/inside/words",
            "Which word did what",
            "Draw a picture and see where each word was read, and what goes away without it.",
            Icons.Material.Outlined.Highlight
        );

    public static InsideView Map { get; } =
        new(
            "/inside/map",
            "Words as coordinates",
            "The words that the model knows as places, and a prompt that wanders among them as it is typed.",
            Icons.Material.Outlined.Map
        );

    public static InsideView Spread { get; } =
        new(
            "/inside/spread",
            "The smaller target",
            "The more specific the words, the more alike the pictures: measured over seeds.",
            Icons.Material.Outlined.BlurOn
        );

    public static InsideView Noise { get; } =
        new(
            "/inside/noise",
            "Noise is the raw material",
            "Add as much noise to any picture as you like, and see what is found in it, with words and without.",
            Icons.Material.Outlined.Grain
        );

    public static InsideView Chance { get; } =
        new(
            "/inside/chance",
            "Chance",
            "Walk from one seed to another, or from one prompt to another.",
            Icons.Material.Outlined.Casino
        );

    public static InsideView Steps { get; } =
        new(
            "/inside/steps",
            "Every step",
            "One drawing step by step: what it sees, guesses, takes for noise, and where words pull.",
            Icons.Material.Outlined.Timeline
        );

    public static InsideView Perfect { get; } =
        new(
            "/inside/perfect",
            "The perfect denoiser only copies",
            "What a perfectly trained network would draw, next to a real one.",
            Icons.Material.Outlined.CopyAll
        );

    /// <summary>All inspection pages, in the order of the tabs.</summary>
    public static IReadOnlyList<InsideView> All { get; } = [Words, Map, Spread, Noise, Chance, Steps, Perfect];
}
