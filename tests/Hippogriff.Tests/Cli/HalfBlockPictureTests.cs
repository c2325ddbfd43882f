using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Spectre.Console;

namespace Hippogriff.Tests.Cli;

public class HalfBlockPictureTests
{
    [Fact]
    public void Two_rows_of_pixels_become_ink_and_paper_of_one_line()
    {
        RgbImage image = new(
            2,
            3,
            [
                255,
                0,
                0,
                0,
                255,
                0, /* row 2 */
                0,
                0,
                255,
                9,
                8,
                7, /* row 3 */
                1,
                2,
                3,
                4,
                5,
                6,
            ]
        );
        Assert.Equal(
            "\u001b[38;2;255;0;0;48;2;0;0;255m▀\u001b[0m\u001b[38;2;0;255;0;48;2;9;8;7m▀\u001b[0m\n\u001b[38;2;1;2;3m▀\u001b[0m\u001b[38;2;4;5;6m▀\u001b[0m\n",
            Render(new HalfBlockPicture(image), 80).ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public void A_picture_wider_than_the_terminal_is_averaged_down_and_keeps_its_shape()
    {
        byte[] pixels = new byte[200 * 100 * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i / 3 % 2 == 0 ? 0 : 200);
        string[] lines = Render(new HalfBlockPicture(new RgbImage(200, 100, pixels)), 50)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(13, lines.Length); // 25 rows of pixels
        Assert.Equal(50, lines[0].Count(c => c == '▀'));
        Assert.Contains("38;2;100;100;100", lines[0], StringComparison.Ordinal);
    }

    private static string Render(HalfBlockPicture picture, int width)
    {
        using StringWriter writer = new();
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.TrueColor,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        console.Profile.Width = width;
        console.Write(picture);
        return writer.ToString();
    }
}
