using Hippogriff.Tests.House;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Tests.Training.Diagnosis;

public sealed class RunDiagnosticsTests
{
    private static Examination Exam(double missed, double gain = 0.1, double error = 0.01) =>
        new(
            [
                new LevelLoss(0.5, missed, missed * 1.1, missed * 1.2),
                new LevelLoss(0.95, missed, missed * 1.1, missed * 1.2),
            ],
            24,
            gain,
            error
        );

    private static RunFigures Healthy { get; } =
        new(6_000, Exam(0.25), Exam(0.26), new GradientFigures(0.4, 0.02))
        {
            Skipped = (1, 40),
            Copies = (0, 16),
            Speed = (75, 150),
        };

    private static string One(RunFigures figures) => Assert.Single(RunDiagnostics.On(figures).Skip(1));

    [Fact]
    public void A_healthy_run_has_its_figures_told_and_nothing_else() =>
        Assert.Equal(
            "At update 6,000: misses 25 % of the pictures with their words, 27.5 % without, 30 % with "
                + "others'; raw weights 26 %; gradient 0.40, 2 % of them shortened; "
                + "1 of 40 pictures skipped; 0 of 16 sheet pictures copied; 75 GFLOP/s, 50 % of the float32 peak.",
            Assert.Single(RunDiagnostics.On(Healthy))
        );

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        RunFigures figures = new(
            6_000,
            new Examination([new LevelLoss(0.5, 0.25, double.NaN, double.NaN)], 24),
            null,
            new GradientFigures(double.NaN, 0)
        );
        Assert.Equal(
            "At update 6,000: misses 25 % of the pictures with their words.",
            Assert.Single(RunDiagnostics.On(figures))
        );
    }

    [Fact]
    public void Words_that_change_nothing_are_told() =>
        Assert.Contains(
            "Conditioning is not used yet",
            One(Healthy with { Averaged = Exam(0.25, 0.001, 0.002) }),
            StringComparison.Ordinal
        );

    [Fact]
    public void Nothing_learned_is_told() =>
        Assert.Contains(
            "no more than the mean colour",
            One(Healthy with { Averaged = Exam(0.99), Raw = Exam(0.99) }),
            StringComparison.Ordinal
        );

    [Fact]
    public void An_average_that_lags_is_told() =>
        Assert.Contains("lag behind", One(Healthy with { Raw = Exam(0.2) }), StringComparison.Ordinal);

    [Fact]
    public void Long_gradients_are_told_once_a_run_has_settled()
    {
        RunFigures wild = Healthy with { Gradient = new GradientFigures(4, 0.9) };
        Assert.Contains("90 % of the gradients", One(wild), StringComparison.Ordinal);
        Assert.Single(RunDiagnostics.On(wild with { Step = 100 }));
    }

    [Fact]
    public void Copies_are_told() =>
        Assert.Contains("12 of 16", One(Healthy with { Copies = (12, 16) }), StringComparison.Ordinal);

    [Fact]
    public void Many_skipped_pictures_are_told() =>
        Assert.Contains(
            "30 of 40 pictures are skipped",
            One(Healthy with { Skipped = (30, 40) }),
            StringComparison.Ordinal
        );

    [Fact]
    public void Every_chapter_that_a_remark_names_is_in_the_page()
    {
        RunFigures bad = Healthy with
        {
            Averaged = Exam(0.99, 0, 0.01),
            Raw = Exam(0.5),
            Gradient = new GradientFigures(4, 0.9),
            Copies = (12, 16),
        };
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "troubleshooting.md"));
        string[] named =
        [
            .. RunDiagnostics
                .On(bad)
                .SelectMany(r =>
                    System
                        .Text.RegularExpressions.Regex.Matches(r, "see \"(.*?)\" in docs/troubleshooting.md")
                        .Select(m => m.Groups[1].Value)
                ),
        ];
        Assert.Equal(5, named.Length);
        Assert.All(named, chapter => Assert.Contains($"## {chapter}", page, StringComparison.Ordinal));
    }
}
