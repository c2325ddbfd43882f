using Hippogriff.Essay;
using Hippogriff.Essay.Measuring;
using Hippogriff.Imaging;
using Hippogriff.Insight.Spread;

namespace Hippogriff.Tests.Essay;

public sealed class ClaimIntervalsTests
{
    [Fact]
    public void Where_all_groups_agree_the_interval_says_how_few_they_were()
    {
        Measured few = ClaimIntervals.Difference([(1, 0), (1, 0), (1, 0)]),
            many = ClaimIntervals.Difference([.. Enumerable.Repeat((1.0, 0.0), 100)]);
        Assert.Equal((1, 1), (few.Value, many.Value));
        Assert.InRange(few.Low, -1, 0.2);
        Assert.InRange(many.Low, 0.9, 1);
    }

    [Fact]
    public void Intervals_of_shares_and_differences_stay_where_shares_can_be()
    {
        Measured share = ClaimIntervals.MeanShare([1, 1, 1, 0.5]),
            apart = ClaimIntervals.Difference([(1, 0), (1, 0), (0.5, 0)]);
        Assert.InRange(share.High, share.Value, 1);
        Assert.InRange(apart.High, apart.Value, 1);
    }

    [Fact]
    public void The_interval_of_a_mean_is_that_of_student()
    {
        Measured mean = ClaimIntervals.Mean([1, 2, 3, 4, 5]);
        Assert.Equal(3, mean.Value, 12);
        Assert.Equal(2.776 * Math.Sqrt(2.5 / 5), mean.High - 3, 6);
    }

    [Fact]
    public void A_number_is_written_with_its_interval_or_without_one()
    {
        Assert.Equal("50 % (40 to 60)", Written(new Measured(0.5, 0.4, 0.6), ClaimUnit.Share));
        Assert.Equal("0.01 %", Written(ClaimIntervals.Exactly(0.0001), ClaimUnit.Share));
        Assert.Equal("+10 points (-5 to +25)", Written(new Measured(0.1, -0.05, 0.25), ClaimUnit.Points));
        Assert.Equal("0.80 (0.70 to 0.90)", Written(new Measured(0.8, 0.7, 0.9), ClaimUnit.Ratio));

        static string Written(Measured range, ClaimUnit unit) => new ClaimNumber("x", range, unit).Written;
    }

    [Fact]
    public void The_page_holds_all_and_lets_no_word_become_markup()
    {
        ClaimResult result = new("plot", "A <b>claim</b>", ClaimVerdict.DoesNotHold)
        {
            Number = new ClaimNumber("<i>", ClaimIntervals.Exactly(0.5), ClaimUnit.Share),
            Examples = ["<script>alert(1)</script>"],
            Pictures = [new ClaimPicture("a \"cat\"", new RgbImage(400, 200, new byte[240_000]))],
        };
        string page = EssayPage.Write([result], "model & judge");
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Contains("model &amp; judge", page, StringComparison.Ordinal);
        Assert.Contains("0 of 1 claim hold; 1 does not: plot", page, StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }
}
