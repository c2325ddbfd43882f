using System.Text.RegularExpressions;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Studio.Pages.Tour.Game;

/// <summary>A level that is being played. Nothing can be lost: each choice is answered, and points only grow.</summary>
/// <param name="puzzle">The level.</param>
internal sealed partial class PuzzleState(Puzzle puzzle)
{
    private const int LongestWord = 28;
    private readonly HashSet<int> _fine = [];
    private readonly Dictionary<int, string> _mended = [];
    private readonly string _end = puzzle.Text[^1..];

    /// <summary>The level.</summary>
    public Puzzle Puzzle { get; } = puzzle;

    /// <summary>The words as they stand.</summary>
    public string[] Words { get; } = puzzle.Text[..^1].Split(' ');

    /// <summary>Places of words that were found to fit.</summary>
    public IReadOnlySet<int> Fine => _fine;

    /// <summary>Words that were put in, by their place.</summary>
    public IReadOnlyDictionary<int, string> Mended => _mended;

    /// <summary>The place for which a word is looked for; null while a word is to be picked.</summary>
    public int? Picked { get; private set; }

    /// <summary>The place that was mended last.</summary>
    public int? Last { get; private set; }

    /// <summary>Whether the level is done.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Number of hints given.</summary>
    public int Hints { get; private set; }

    /// <summary>The answer to what was done last.</summary>
    public Phrase Said { get; private set; } =
        puzzle.HasGenres ? new("Game.Ask.Noise")
        : puzzle.IsFree ? new("Game.Ask.Free")
        : Phrase.Count("Game.Ask", puzzle.Wrong.Count);

    /// <summary>Wrong words that still stand there.</summary>
    public IEnumerable<int> Left => Puzzle.Wrong.Keys.Where(place => !_mended.ContainsKey(place));

    /// <summary>The sentence as it stands.</summary>
    public string Sentence => string.Join(' ', Words) + _end;

    /// <summary>A word as it is shown: the last one has the full stop.</summary>
    public string Shown(int place) => place == Words.Length - 1 ? Words[place] + _end : Words[place];

    /// <summary>Picks a word. A right one can stay, which is said.</summary>
    public void Pick(int place)
    {
        if (IsDone && !Puzzle.IsFree)
            return;
        if (Puzzle.IsFree || _mended.ContainsKey(place))
        {
            (Picked, Said) = (place, new Phrase("Game.Instead", Words[place]));
            return;
        }
        if (Puzzle.Wrong.TryGetValue(place, out _))
        {
            (Picked, Said) = (place, new Phrase("Game.Yes", Words[place], new Phrase($"Game.{Puzzle.Id}.Why{place}")));
            return;
        }
        _fine.Add(place);
        (Picked, Said) = (null, new Phrase("Game.Stays", Words[place]));
    }

    /// <summary>Puts a word in at the picked place.</summary>
    /// <param name="text">The word, or two; what is no letter is left out.</param>
    /// <param name="share">What the model gives it, 0 to 1; null if the model cannot say it.</param>
    /// <returns>Whether a word was put in.</returns>
    public bool Mend(string text, double? share)
    {
        string word = NoWord().Replace(text, "").Trim();
        if (word.Length > LongestWord)
            word = word[..LongestWord].TrimEnd();
        if (word.Length == 0 || Picked is not { } place)
            return false;
        (Words[place], _mended[place], Last, Picked) = (word, word, place, null);
        if (Puzzle.IsFree)
        {
            IsDone = _mended.Count >= Puzzle.Enough;
            Said = IsDone ? new Phrase("Game.Showing") : new Phrase("Game.Easier", _mended.Count);
            return true;
        }
        IsDone = !Left.Any();
        Said = new Phrase(IsDone ? "Game.Film" : "Game.OneMore", Answer(word, share), Puzzle.Film);
        return true;
    }

    /// <summary>Takes over what the model put in at places that nobody had mended.</summary>
    public void Take(IReadOnlyList<string> words)
    {
        for (int i = 0; i < Words.Length; i++)
            Words[i] = i == 0 ? char.ToUpperInvariant(words[i][0]) + words[i][1..] : words[i];
        (Picked, Last) = (null, null);
    }

    /// <summary>Says that the model has found a plot.</summary>
    public void Found()
    {
        IsDone = true;
        Said = new Phrase("Game.Found");
    }

    /// <summary>Says something else.</summary>
    public void Tell(Phrase sentence) => Said = sentence;

    /// <summary>The next hint: a sentence, then right words turn grey, then all of them.</summary>
    public void Help()
    {
        Hints++;
        if (Hints == 1 || Puzzle.IsFree)
        {
            Said = new Phrase($"Game.{Puzzle.Id}.Hint");
            return;
        }
        int[] right = [.. Enumerable.Range(0, Words.Length).Where(i => !Puzzle.Wrong.ContainsKey(i))];
        _fine.UnionWith(Hints == 2 ? right.Take(right.Length * 2 / 3) : right);
        Said = new Phrase(Hints == 2 ? "Game.Grey" : "Game.Dark");
    }

    private static Phrase Answer(string word, double? share) =>
        new(
            share switch
            {
                >= 0.02 => "Game.Works",
                >= 0.001 => "Game.Bold",
                not null => "Game.Hardly",
                null => "Game.Unknown",
            },
            word
        );

    [GeneratedRegex(@"[^\p{L}\p{N}' -]")]
    private static partial Regex NoWord();
}
