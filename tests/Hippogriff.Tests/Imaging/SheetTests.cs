using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;

namespace Hippogriff.Tests.Imaging;

public class SheetTests
{
    private static RgbImage Plain(int width, int height, byte level) =>
        new(width, height, [.. Enumerable.Repeat(level, width * height * 3)]);

    private static int Dark(RgbImage image, int left, int top, int width, int height) =>
        Enumerable
            .Range(top, height)
            .Sum(y => Enumerable.Range(left, width).Count(x => image.Pixels[(y * image.Width + x) * 3] < 100));

    [Fact]
    public void Every_sign_of_the_font_has_a_shape_of_its_own()
    {
        string all = string.Concat(Enumerable.Range(' ', 95).Select(c => (char)c)) + "σ°µ±…·\uFFFD";
        HashSet<string> shapes =
        [
            .. all.Select(c =>
                string.Concat(Enumerable.Range(0, 45).Select(i => PixelFont.Ink(c, i % 5, i / 5) ? '#' : '.'))
            ),
        ];
        Assert.Equal(all.Length, shapes.Count);
    }

    [Theory]
    [InlineData("Crème brûlée – “naïve” Łódź", "Creme brulee - \"naive\" Lodz")]
    [InlineData("猫", "\uFFFD")]
    [InlineData("σ 14.6 × 2°", "σ 14.6 × 2°")]
    public void Text_is_brought_to_the_signs_there_are(string text, string plain) =>
        Assert.Equal(plain, PixelFont.Plain(text));

    [Fact]
    public void Labels_are_wrapped_at_spaces_and_end_in_an_ellipsis()
    {
        Assert.Equal(["a red cat", "on a", "table"], PixelFont.Wrap("a red cat on a  table", 9, 4));
        Assert.Equal(["a red cat", "on a…"], PixelFont.Wrap("a red cat on a table", 9, 2));
        Assert.Equal(["abcdefghi", "jkl"], PixelFont.Wrap("abcdefghijkl", 9, 4));
        Assert.Equal(["one", "two"], PixelFont.Wrap("one\r\ntwo\n", 9, 4));
        Assert.Empty(PixelFont.Wrap("", 9, 4));
        Assert.Equal(["a", "…"], PixelFont.Wrap("a b c", 1, 2));
    }

    [Fact]
    public void A_grid_holds_the_pictures_row_by_row_with_their_labels_beneath()
    {
        RgbImage sheet = ContactSheet.Grid(
            [new(Plain(64, 64, 0), "one"), new(Plain(64, 64, 0), ""), new(Plain(64, 64, 0), "three")],
            columns: 2
        );
        Assert.Equal(2 * 16 + 2 * 128 + 10, sheet.Width);
        Assert.Equal(128 * 128, Dark(sheet, 16, 16, 128, 128)); // enlarged to 128
        Assert.Equal(0, Dark(sheet, 144, 16, 10, 128));
        Assert.Equal(128 * 128, Dark(sheet, 154, 16, 128, 128));
        Assert.InRange(Dark(sheet, 16, 144, 128, 16), 20, 60); // "one": about 40 pixels of ink
        Assert.Equal(0, Dark(sheet, 154, 144, 128, 16));
        Assert.Equal(128 * 128, Dark(sheet, 16, 169, 128, 128));
        Assert.Equal(0, Dark(sheet, 154, 169, 128, 128));
    }

    [Fact]
    public void A_sheet_that_no_program_would_open_is_refused()
    {
        SheetPicture[] many = [.. Enumerable.Repeat(new SheetPicture(Plain(1024, 1024, 0)), 17)];
        Assert.Contains(
            "fewer or smaller pictures",
            Assert.Throws<HippogriffException>(() => ContactSheet.Grid(many, columns: 17)).Message
        );
    }

    [Fact]
    public void A_strip_sets_rows_of_the_same_steps_above_each_other()
    {
        SheetPicture[] row = [.. Enumerable.Range(0, 5).Select(i => new SheetPicture(Plain(128, 128, 0), $"σ {i}"))];
        RgbImage plain = ContactSheet.Strip([row]),
            named = ContactSheet.Strip([row, row], "from noise", ["noisy", "clean"]);
        Assert.Equal(2 * 16 + 5 * 128 + 4 * 10, plain.Width);
        Assert.Equal(plain.Width + 20, named.Width);
        Assert.True(Dark(named, 16, 16, 200, 20) > 100);
        Assert.Equal(ContactSheet.Strip([row]).Pixels, plain.Pixels);
    }

    [Fact]
    public void A_curve_goes_through_its_points()
    {
        RgbImage plot = LinePlot.Draw(new PlotFrame("t", "x", "y"), [new("", [(0, 0), (100, 100)])], 500, 400);
        // The middle of the plotting area, up to the air above: the line is there, and not far from it.
        byte[] At(int x, int y) => plot.Pixels[((y * plot.Width + x) * 3)..((y * plot.Width + x) * 3 + 3)];
        int mid = (92 + 500 - 24) / 2,
            height = 400 - 58 - 48;
        int y = (int)Math.Round(400 - 58 - 50 / 105.0 * height);
        Assert.Contains(Enumerable.Range(y - 2, 5), row => At(mid, row)[0] < 60);
        Assert.DoesNotContain(Enumerable.Range(y - 40, 30), row => At(mid, row)[0] < 60);
    }

    [Fact]
    public void Curves_without_points_with_one_point_and_with_gaps_are_drawn()
    {
        PlotFrame frame = new("t", "x", "y", LogX: true, LogY: true);
        Assert.Equal(960, LinePlot.Draw(frame, []).Width);
        Assert.Equal(960, LinePlot.Draw(frame, [new("a", [])]).Width);
        Assert.Equal(960, LinePlot.Draw(frame, [new("a", [(3, 7)])]).Width);
        Assert.Equal(
            960,
            LinePlot
                .Draw(
                    frame,
                    [new("a", [(0, 1), (1, double.NaN), (2, 0), (3, 1e300), (4, double.PositiveInfinity), (5, 1e-300)])]
                )
                .Width
        );
        Assert.Equal(
            960,
            LinePlot
                .Draw(frame with { LogX = false, LogY = false }, [new("a", [(5, 5), (5, 5)]), new("b", [(5, -3)])])
                .Width
        );
    }

    [Theory]
    [InlineData(0, 1000, false, "0 200 400 600 800 1000")]
    [InlineData(0, 0.03, false, "0 0.01 0.02 0.03")]
    [InlineData(1e-3, 10, true, "0.001 0.01 0.1 1 10")]
    [InlineData(1, 50, true, "1 2 5 10 20 50")]
    [InlineData(0, 2_000_000, false, "0 0.5M 1M 1.5M 2M")]
    [InlineData(0, 50_000, false, "0 10k 20k 30k 40k 50k")]
    [InlineData(1e-6, 1e-2, true, "1e-6 1e-5 1e-4 0.001 0.01")]
    public void Ticks_are_round_numbers(double from, double to, bool log, string ticks) =>
        Assert.Equal(
            ticks,
            string.Join(' ', PlotAxis.Over([from, to], log, 0, 400, tight: true).Ticks.Select(t => t.Text))
        );
}
