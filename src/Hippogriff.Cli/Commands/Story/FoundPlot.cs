using Hippogriff.Story;
using Hippogriff.Story.Game;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>A word with what the model thinks of it.</summary>
internal sealed record JudgedWord(WordVerdict Verdict, IReadOnlyList<Repair> Repairs, IReadOnlyList<Repair> InTwoWords);

/// <summary>A plot that was found.</summary>
internal sealed record FoundPlot(
    long Seed,
    PlotText Sentence,
    string Start,
    IReadOnlyList<string> Words,
    IReadOnlyList<int> Locked,
    IReadOnlyList<PlotStep> Steps
)
{
    /// <summary>The plot as a sentence.</summary>
    public string Text => Told(Words);

    /// <summary>Words in the form of the sentence: its marks, and a capital at its beginning.</summary>
    public string Told(IReadOnlyList<string> words) => Sentence.With(words);
}
