using MudBlazor;

namespace Hippogriff.Studio.Pages.Shell;

/// <summary>
/// The studio's theme: colours of paper and ink, a deep green for actions, copper for activity. Fonts are the system's
/// own.
/// </summary>
internal static class StudioTheme
{
    private static readonly string[] s_plain =
    [
        "system-ui",
        "-apple-system",
        "Segoe UI",
        "Roboto",
        "Noto Sans",
        "sans-serif",
    ];

    public static MudTheme Theme { get; } =
        new()
        {
            PaletteLight = new PaletteLight
            {
                Primary = "#1d5c54",
                PrimaryContrastText = "#ffffff",
                Secondary = "#9a4a1f",
                SecondaryContrastText = "#ffffff",
                Tertiary = "#5a5140",
                Background = "#f6f3ec",
                BackgroundGray = "#ece7dc",
                Surface = "#fffdf9",
                AppbarBackground = "#fffdf9",
                AppbarText = "#1f2422",
                DrawerBackground = "#f6f3ec",
                DrawerText = "#2c3330",
                DrawerIcon = "#4d5753",
                TextPrimary = "#1f2422",
                TextSecondary = "#525a56",
                TextDisabled = "#6d746f",
                ActionDefault = "#3f4744",
                ActionDisabled = "#7d837f",
                LinesDefault = "#ddd6c8",
                LinesInputs = "#857f72",
                Divider = "#ddd6c8",
                TableLines = "#ddd6c8",
                Error = "#a5281f",
                Success = "#26663d",
                Warning = "#865600",
                Info = "#26587d",
                Dark = "#26302d",
                DarkContrastText = "#ffffff",
            },
            PaletteDark = new PaletteDark
            {
                Primary = "#82c9bb",
                PrimaryContrastText = "#0d2420",
                Secondary = "#e8a070",
                SecondaryContrastText = "#2b1205",
                Tertiary = "#cfc4ad",
                Background = "#131716",
                BackgroundGray = "#0f1211",
                Surface = "#1c2220",
                AppbarBackground = "#1c2220",
                AppbarText = "#eae6dc",
                DrawerBackground = "#131716",
                DrawerText = "#d6d3ca",
                DrawerIcon = "#a9aea9",
                TextPrimary = "#eae6dc",
                TextSecondary = "#b3b8b1",
                TextDisabled = "#8c928c",
                ActionDefault = "#c5c9c2",
                ActionDisabled = "#7b827d",
                LinesDefault = "#333b38",
                LinesInputs = "#838b86",
                Divider = "#333b38",
                TableLines = "#333b38",
                Error = "#f29a8f",
                Success = "#8fd3a4",
                Warning = "#e5bd70",
                Info = "#98c6ea",
                Dark = "#e4e0d6",
                DarkContrastText = "#16201d",
            },
            Typography = new Typography
            {
                Default = new DefaultTypography
                {
                    FontFamily = s_plain,
                    FontSize = "1rem",
                    LineHeight = "1.5",
                    LetterSpacing = "normal",
                },
                Button = new ButtonTypography
                {
                    FontFamily = s_plain,
                    TextTransform = "none",
                    FontWeight = "600",
                    FontSize = ".95rem",
                    LetterSpacing = "normal",
                },
            },
            LayoutProperties = new LayoutProperties
            {
                DefaultBorderRadius = "10px",
                DrawerWidthLeft = "220px",
                AppbarHeight = "56px",
            },
        };
}
