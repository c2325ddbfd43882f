using System.Globalization;
using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;

namespace Hippogriff.Evaluation;

/// <summary>What a judge reads rightly in composed scenes; shares of 0 to 1.</summary>
/// <param name="Whole">Scenes of which everything is read rightly.</param>
/// <param name="Things">Scenes in which exactly the right things are seen.</param>
/// <param name="Colours">Things seen that are seen in the right colour.</param>
/// <param name="Looks">Scenes of which the look is right.</param>
/// <param name="Backgrounds">Scenes of which place, time of day and weather are right.</param>
/// <param name="Doings">Scenes of which the doing is right.</param>
internal sealed record ExamMarks(
    double Whole,
    double Things,
    double Colours,
    double Looks,
    double Backgrounds,
    double Doings
)
{
    public string Sentence(int scenes) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Whole:P1} of {scenes:N0} scenes are read without a mistake. Things {Things:P1}, colours {Colours:P1}, "
        )
        + string.Create(
            CultureInfo.InvariantCulture,
            $"looks {Looks:P1}, backgrounds {Backgrounds:P1}, doings {Doings:P1}."
        );
}

/// <summary>
/// Examines a judge while it learns, on scenes of trained combinations that are not among its lessons. It also chooses
/// from which certainty on a thing counts as seen.
/// </summary>
internal sealed class JudgeExam
{
    private readonly IReadOnlyList<(RgbImage Image, Scene Scene)> _scenes;

    public JudgeExam(SceneWorld world, SpriteLibrary sprites, long seed, int scenes) =>
        _scenes = Calibration.Scenes(world, sprites, seed, world.PictureSize, scenes);

    /// <summary>Number of scenes.</summary>
    public int Count => _scenes.Count;

    /// <summary>The best threshold, and what is right with it.</summary>
    public (double Threshold, ExamMarks Marks) Examine(Judge judge)
    {
        (Sighting Doubtful, Scene Truth)[] seen =
        [
            .. judge.Doubtful([.. _scenes.Select(s => s.Image)]).Zip(_scenes, (o, s) => (o.Seen, s.Scene)),
        ];
        double threshold = Calibration.Threshold(seen);
        return (threshold, MarksOf([.. seen.Select(s => (Judge.Certain(s.Doubtful, threshold), s.Truth))]));
    }

    internal static ExamMarks MarksOf(IReadOnlyList<(Sighting Seen, Scene Truth)> answers)
    {
        Reading[] marks =
        [
            .. answers.Select(a =>
            {
                Sighting truth = Sighting.Of(a.Truth);
                (int coloured, int known) = ColoursOf(a.Seen, truth);
                return new Reading(
                    Scoring.SameThings(a.Truth, a.Seen),
                    a.Seen.Look == truth.Look,
                    a.Seen.Background == truth.Background,
                    a.Seen.Doing == truth.Doing,
                    coloured,
                    known
                );
            }),
        ];
        return new ExamMarks(
            Share(m => m.Things && m.Look && m.Background && m.Doing && m.Coloured == m.Known),
            Share(m => m.Things),
            marks.Sum(m => m.Coloured) / Math.Max(1.0, marks.Sum(m => m.Known)),
            Share(m => m.Look),
            Share(m => m.Background),
            Share(m => m.Doing)
        );

        double Share(Func<Reading, bool> right) => marks.Count(right) / (double)Math.Max(1, marks.Length);
    }

    // What is right of one scene.
    private readonly record struct Reading(
        bool Things,
        bool Look,
        bool Background,
        bool Doing,
        int Coloured,
        int Known
    );

    /// <summary>How many things have the right colour, of those that are both there and seen.</summary>
    private static (int Coloured, int Known) ColoursOf(Sighting seen, Sighting truth)
    {
        (int coloured, int known) = (0, 0);
        foreach (IGrouping<string, SeenThing> kind in truth.Things.GroupBy(t => t.Thing))
        {
            List<string?> left = [.. seen.Things.Where(t => t.Thing == kind.Key).Select(t => t.Colour)];
            known += Math.Min(left.Count, kind.Count());
            coloured += kind.Count(t => left.Remove(t.Colour));
        }
        return (coloured, known);
    }
}
