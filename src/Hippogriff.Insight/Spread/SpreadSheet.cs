using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;

namespace Hippogriff.Insight.Spread;

/// <summary>Draws a spread as strips of pictures and as point clouds.</summary>
public static class SpreadSheet
{
    private const int MostShown = 10,
        Side = 44,
        Frame = 3,
        Margin = 60,
        Head = 60,
        Ink = 0x202020,
        Soft = 0x606060,
        Paper = 0xfafaf7;
    private static readonly int[] s_colours =
    [
        0x1f6fb4,
        0xd9541e,
        0x2e8b57,
        0x8a4fbf,
        0xb8860b,
        0x17919b,
        0xc2326f,
        0x555555,
    ];

    /// <summary>One strip of pictures per prompt, with its spreads below.</summary>
    public static RgbImage Strips(SpreadStory story) =>
        ContactSheet.Strip(
            [
                .. story.Prompts.Select(p =>
                    (IReadOnlyList<SheetPicture>)
                        [
                            .. p
                                .Images.Take(MostShown)
                                .Select(
                                    (image, i) =>
                                        new SheetPicture(
                                            image,
                                            i == 0 ? Said(p)
                                                : i <= story.Spaces.Count
                                                    ? string.Create(
                                                        CultureInfo.InvariantCulture,
                                                        $"{story.Spaces[i - 1]}: "
                                                            + $"{p.Spreads[story.Spaces[i - 1]].Value:0.0} "
                                                            + $"±{p.Spreads[story.Spaces[i - 1]].Error:0.0}"
                                                    )
                                                : ""
                                        )
                                ),
                        ]
                ),
            ],
            "The more specific the words, the smaller the target?",
            enlarge: Math.Max(1, 128 / story.Prompts[0].Images[0].Width)
        );

    /// <summary>
    /// Every picture as a point on one plane, in the colour of its prompt and connected to the prompt's centre.
    /// </summary>
    public static RgbImage Clouds(SpreadStory story, int width = 1200, int height = 860)
    {
        Canvas canvas = new(width, height, Paper);
        (double X, double Y)[] all = [.. story.Prompts.SelectMany(p => p.Places)];
        double left = all.Min(p => p.X),
            top = all.Min(p => p.Y),
            room = Math.Min(
                (width - 2 * Margin) / Math.Max(1e-9, all.Max(p => p.X) - left),
                (height - Head - 2 * Margin) / Math.Max(1e-9, all.Max(p => p.Y) - top)
            ); // one scale for both directions
        (double X, double Y) Place((double X, double Y) at) =>
            (Margin + (at.X - left) * room, Head + Margin + (at.Y - top) * room);
        foreach ((int i, PromptCloud cloud) in story.Prompts.Index())
        {
            (double X, double Y) middle = Place((cloud.Places.Average(p => p.X), cloud.Places.Average(p => p.Y)));
            foreach ((double X, double Y) at in cloud.Places)
                canvas.Line(middle.X, middle.Y, Place(at).X, Place(at).Y, 2, Colour(i));
        }
        foreach ((int i, PromptCloud cloud) in story.Prompts.Index())
        {
            foreach ((RgbImage image, (double X, double Y) at) in cloud.Images.Zip(cloud.Places))
            {
                (int x, int y) = ((int)Place(at).X - Side / 2, (int)Place(at).Y - Side / 2);
                canvas.Fill(x - Frame, y - Frame, Side + 2 * Frame, Side + 2 * Frame, Colour(i));
                canvas.Draw(ImageScaling.Cover(image, Side, Side), x, y);
            }
        }
        canvas.Text($"What each prompt can become, as seen by: {story.Spaces[0]}", 20, 16, 2, Ink);
        int along = 20;
        foreach ((int i, PromptCloud cloud) in story.Prompts.Index())
        {
            string said = string.Create(
                CultureInfo.InvariantCulture,
                $"{Said(cloud)} ({cloud.Spreads[story.Spaces[0]].Value:0.0})"
            );
            canvas.Fill(along, 43, 9, 9, Colour(i));
            canvas.Text(said, along + 14, 43, 1, Soft);
            along += 14 + said.Length * PixelFont.CellWidth + 18;
        }
        return canvas.Image;
    }

    /// <summary>"a cat", or "no words".</summary>
    public static string Said(PromptCloud prompt) => prompt.Prompt.Length == 0 ? "no words" : prompt.Prompt;

    private static int Colour(int prompt) => s_colours[prompt % s_colours.Length];
}
