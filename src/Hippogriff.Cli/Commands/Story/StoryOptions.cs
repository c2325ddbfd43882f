using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Story;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>The options of <c>story</c>.</summary>
internal sealed class StoryOptions
{
    private const int MostWords = 40;

    private readonly Argument<string?> _text = new("PLOT")
    {
        Description = "A sentence: its wrong words are found and repairs are offered.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<double?> _noise = Values.Number(
        "--noise",
        0,
        1,
        "Spoil this share of the words first (0.5: half of them), then mend them.",
        including: false
    );
    private readonly Option<int?> _words = Values.Whole(
        "--words",
        1,
        MostWords,
        "Number of words. Find a plot of this length in noise. Left out: as many as --start has."
    );
    private readonly Option<string?> _from = Values.Text(
        "--start",
        "WORDS",
        "The words to begin with, as noise. Where they are fewer than --words, others are added."
    );
    private readonly Option<string?> _genre = Values.Text(
        "--genre",
        "NAME",
        "Kind of plot, such as mystery. Left out: any."
    );
    private readonly Option<string?> _country = Values.Text(
        "--country",
        "NAME",
        "Where it takes place: France, Japan, ..."
    );
    private readonly Option<string?> _style = Values.Text(
        "--style",
        "NAME",
        "Like the plots of the grammar (composed) or of films (film)."
    );
    private readonly Option<string[]> _locked = new("--lock")
    {
        HelpName = "WORD",
        Description = "Keep this word; may be given several times.",
        AllowMultipleArgumentsPerToken = false,
    };
    private readonly Option<bool> _watch = new("--watch") { Description = "Show every step, changed words marked." };
    private readonly Option<int?> _steps = Values.Whole(
        "--steps",
        1,
        1000,
        "Number of denoising steps. From pure noise to a plot. Left out: the model's."
    );
    private readonly Option<double?> _guidance = Values.Number(
        "--guidance",
        0,
        20,
        "Guidance scale; 1 switches guidance off. They are genre, country and style here. Left out: the model's."
    );
    private readonly Option<int?> _wrong = Values.Whole(
        "--wrong",
        1,
        MostWords,
        "How many words are expected to be wrong. Default: 1."
    );
    private readonly Option<int?> _count = Values.Whole(
        "--count",
        1,
        64,
        "How many. Plots, all different where they are found in noise. Default: 1."
    );
    private readonly Option<bool> _allWords = new("--all-words")
    {
        Description = "Let words come that are unfit for children, too.",
    };
    private readonly Option<long?> _seed = Values.Seed(
        "Same seed, same result. It is the first plot's; the next ones count on from it. Left out: a random one, "
            + "which is shown."
    );
    private readonly StoryModelOptions _model = new();
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([
            _text,
            _noise,
            _words,
            _from,
            _genre,
            _country,
            _style,
            _locked,
            _watch,
            _steps,
            _guidance,
            _wrong,
            _count,
            _allWords,
            _seed,
            .. _model.All,
            _json,
        ]);

    /// <summary>What the line says.</summary>
    /// <param name="parsed">The line.</param>
    /// <param name="host">Draws a seed where the line has none.</param>
    /// <exception cref="HippogriffException">Two options exclude each other.</exception>
    public StoryChoices Read(ParseResult parsed, CommandHost host)
    {
        bool judges = parsed.GetValue(_text) is not null && parsed.GetValue(_noise) is null;
        if (judges)
            parsed.RefuseIdle("goes with --noise or --words; a plot is judged in one step", _steps, _guidance, _seed);
        else
            parsed.RefuseIdle("is about a plot that is judged, and here one is found", _wrong);
        StoryChoices choices = new()
        {
            Model = _model.Read(parsed),
            Text = parsed.GetValue(_text),
            Noise = parsed.GetValue(_noise),
            Words = parsed.GetValue(_words),
            From = parsed.GetValue(_from),
            Wish = new StoryWish(parsed.GetValue(_style), parsed.GetValue(_genre), parsed.GetValue(_country)),
            Locked = parsed.GetValue(_locked) ?? [],
            Steps = parsed.GetValue(_steps),
            Guidance = parsed.GetValue(_guidance),
            Wrong = parsed.GetValue(_wrong) ?? 1,
            Count = parsed.GetValue(_count) ?? 1,
            Seed = parsed.GetValue(_seed) ?? host.FreshSeed(),
            AllWords = parsed.GetValue(_allWords),
            Watch = parsed.GetValue(_watch),
            Json = parsed.GetValue(_json),
        };
        choices.Check();
        return choices;
    }
}
