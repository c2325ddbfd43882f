using Hippogriff.Meanings;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Tour;

namespace Hippogriff.Studio.Pages.Lesson;

/// <summary>
/// What a work sheet asks, chosen by its number. The same number gives the same sheet with the same model. Neighbours
/// in a class may have different ones.
/// </summary>
internal sealed class WorkSheet
{
    private const int MostPrompts = 4,
        MostTries = 60,
        FilmFrames = 5;
    private const string Letters = "ABCDE";

    /// <summary>A sheet.</summary>
    /// <param name="words">The words of the model; null if it has no list of words.</param>
    /// <param name="number">The number of the sheet, 1 or more.</param>
    public WorkSheet(ModelWords? words, int number)
    {
        ulong chance = SplitMix64.Begin(number, stream: 1);
        Frames = Shuffled(
            [.. Enumerable.Range(0, FilmFrames).Select(i => i * ShippedFilm.Last / (FilmFrames - 1))],
            ref chance
        );
        List<string> prompts = [];
        for (int i = 0; i < MostTries && prompts.Count < MostPrompts; i++)
        {
            string prompt = PromptExamples.Surprise(words, (long)number * MostTries + i);
            if (prompt.Length > 0 && prompts.All(other => !Alike(other, prompt)))
                prompts.Add(prompt);
        }
        Prompts = prompts;
        Pictures = Shuffled([.. Enumerable.Range(0, prompts.Count)], ref chance);
        Reading = words?.Read(Sentence);
    }

    /// <summary>Words of which the model knows some, as they are on the sheet.</summary>
    public const string Sentence = "a fox rides a bicycle on the beach at night";

    /// <summary>Steps of the recorded film, in the order in which they are shown.</summary>
    public IReadOnlyList<int> Frames { get; }

    /// <summary>The prompts that are drawn.</summary>
    public IReadOnlyList<string> Prompts { get; }

    /// <summary>Which prompt each picture shows, in the order of the pictures.</summary>
    public IReadOnlyList<int> Pictures { get; }

    /// <summary>How the model reads <see cref="Sentence"/>; null if it has no list of words.</summary>
    public TextReading? Reading { get; }

    /// <summary>The letter of a place.</summary>
    public static char Letter(int place) => Letters[place];

    /// <summary>The film in its order, as letters: "C A D B E".</summary>
    public string FilmKey =>
        string.Join(' ', Frames.Index().OrderBy(frame => frame.Item).Select(frame => Letter(frame.Index)));

    /// <summary>Which picture belongs to each prompt: "1 C, 2 A".</summary>
    public string PictureKey =>
        string.Join(
            ", ",
            Enumerable.Range(0, Prompts.Count).Select(prompt => $"{prompt + 1} {Letter(PlaceOf(prompt))}")
        );

    private int PlaceOf(int prompt)
    {
        for (int i = 0; i < Pictures.Count; i++)
            if (Pictures[i] == prompt)
                return i;
        return 0;
    }

    /// <summary>Whether two prompts share a word that says something, so that their pictures may look alike.</summary>
    private static bool Alike(string a, string b) =>
        a.Split(' ').Intersect(b.Split(' ')).Any(word => !VocabularyNames.IsJoining(word));

    private static int[] Shuffled(int[] of, ref ulong chance)
    {
        for (int i = of.Length - 1; i > 0; i--)
        {
            int with = (int)(SplitMix64.Next(ref chance) % (ulong)(i + 1));
            (of[i], of[with]) = (of[with], of[i]);
        }
        return of;
    }
}
