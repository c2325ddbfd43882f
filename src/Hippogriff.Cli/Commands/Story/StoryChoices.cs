using Hippogriff.Story;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>What a line of <c>story</c> asks for.</summary>
internal sealed record StoryChoices
{
    /// <summary>The model, and where it computes.</summary>
    public StoryModelChoice Model { get; init; } = new();

    /// <summary>The plot; null to find one in noise.</summary>
    public string? Text { get; init; }

    public double? Noise { get; init; }

    public int? Words { get; init; }

    public string? From { get; init; }

    public StoryWish Wish { get; init; } = StoryWish.Anything;

    public IReadOnlyList<string> Locked { get; init; } = [];

    public int Wrong { get; init; } = 1;

    /// <summary>Repairs that are offered for a word.</summary>
    public int Repairs { get; init; } = 5;

    /// <summary>Denoising steps; null for the model's.</summary>
    public int? Steps { get; init; }

    /// <summary>Guidance scale; null for the model's.</summary>
    public double? Guidance { get; init; }

    public int Count { get; init; } = 1;

    public long Seed { get; init; }

    public bool AllWords { get; init; }

    public bool Watch { get; init; }

    public bool Json { get; init; }

    /// <summary>Whether to find a plot in noise, because no text is given.</summary>
    public bool FindsInNoise => Text is null;

    /// <summary>Refuses options that exclude each other, before anything is loaded.</summary>
    /// <exception cref="HippogriffException">Two options exclude each other.</exception>
    public void Check()
    {
        if (Text is not null)
        {
            if (Words is not null || From is not null)
                throw new HippogriffException(
                    $"{(Words is null ? "--start" : "--words")} finds a plot in noise and takes no PLOT; "
                        + "--noise 0.5 spoils a given plot."
                );
            PlotInput.Read(Text);
            if (Noise is null && Watch)
                throw new HippogriffException(
                    "--watch shows the steps of --noise or --words; a plot is judged in one step."
                );
            if (Noise is null && Count > 1)
                throw new HippogriffException("--count goes with --noise or --words; a plot is judged once.");
        }
        else if (Words is null && From is null)
        {
            throw new HippogriffException(
                Noise is null
                    ? "hippogriff story needs a PLOT in quotes to judge, or --words 12 to find one in noise."
                    : "--noise needs a PLOT in quotes that is to be spoiled."
            );
        }
        else if (Noise is not null)
            throw new HippogriffException("--noise spoils a given PLOT; --words begins with nothing but noise.");
        if (From is not null)
        {
            int given = PlotInput.Read(From, "--start").Words.Count;
            if (Words is { } asked && given > asked)
                throw new HippogriffException(
                    $"--start has {Counted.Of(given, "word")}, more than the {asked} of --words."
                );
        }
        foreach (string word in Locked)
            if (PlotInput.Read(word, "--lock").Words is not [var only] || only != word.Trim())
                throw new HippogriffException(
                    $"--lock takes one word at a time, not '{(word.Length > 40 ? word[..40] : word)}'."
                );
        if (Json && Watch)
            throw new HippogriffException("--json and --watch do not go together; --json tells the steps too.");
    }
}
