using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Devices;
using Hippogriff.Story;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>
/// <c>hippogriff story</c>: judges the words of a plot, mends a corrupted one, or finds one in noise.
/// </summary>
internal static class StoryCommand
{
    private const int MostWords = 40,
        DefaultRepairs = 5;

    public static Command Build(CommandHost host)
    {
        Argument<string?> text = new("PLOT")
        {
            Description = "A sentence: its wrong words are found and repairs are offered.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<double?> noise = Values.Number(
            "--noise",
            0,
            1,
            "Spoil this share of the words first (0.5: half of them), then mend them.",
            including: false
        );
        Option<int?> words = Values.Whole(
            "--words",
            1,
            MostWords,
            "Number of words. Find a plot of this length in noise. Left out: as many as --start has."
        );
        Option<string?> from = Values.Text(
            "--start",
            "WORDS",
            "The words to begin with, as noise. Where they are fewer than --words, others are added."
        );
        Option<string?> genre = Values.Text("--genre", "NAME", "Kind of plot, such as mystery. Left out: any.");
        Option<string?> country = Values.Text("--country", "NAME", "Where it takes place: France, Japan, ...");
        Option<string?> style = Values.Text(
            "--style",
            "NAME",
            "Like the plots of the grammar (composed) or of films (film)."
        );
        Option<string[]> locked = new("--lock")
        {
            HelpName = "WORD",
            Description = "Keep this word; may be given several times.",
            AllowMultipleArgumentsPerToken = false,
        };
        Option<bool> watch = new("--watch") { Description = "Show every step, changed words marked." };
        Option<int?> steps = Values.Whole(
            "--steps",
            1,
            1000,
            "Number of denoising steps. From pure noise to a plot. Left out: the model's."
        );
        Option<double?> guidance = Values.Number(
            "--guidance",
            0,
            20,
            "Guidance scale; 1 switches guidance off. They are genre, country and style here. Left out: "
                + "the "
                + "model's."
        );
        Option<int?> wrong = Values.Whole(
            "--wrong",
            1,
            MostWords,
            "How many words are expected to be wrong. Default: 1."
        );
        Option<int?> count = Values.Whole(
            "--count",
            1,
            64,
            "How many. Plots, all different where they are found in noise. Default: 1."
        );
        Option<bool> allWords = new("--all-words") { Description = "Let words come that are unfit for children, too." };
        Option<long?> seed = Values.Seed(
            "Same seed, same result. It is the first plot's; the next ones count on from it. Left out: a random one, "
                + "which is shown."
        );
        Option<string?> model = Values.Text(
            "--model",
            "NAME",
            "Name or folder of a model. A story model. Left out: story."
        );
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "story",
            "The story plot game: find the wrong words of a plot, mend it, or find a plot in noise.",
            "hippogriff story \"A clown fish gets separated from his banana and must find his way home.\"",
            "hippogriff story --noise 0.5 --watch \"A retired detective must find the killer before midnight.\"",
            "hippogriff story --words 12 --genre mystery --country France --count 3",
            "hippogriff story --words 12 --genre mystery --start \"gold scissor out headphone neat typewriter "
                + "spinach\" --lock gold --watch",
            "hippogriff story play --level 2"
        )
        {
            text,
            noise,
            words,
            from,
            genre,
            country,
            style,
            locked,
            watch,
            steps,
            guidance,
            wrong,
            count,
            allWords,
            seed,
            model,
            json,
            StoryPlayCommand.Build(host),
            StoryTrainCommand.Build(host),
            StoryEvaluateCommand.Build(host),
        };
        command.SetAction(
            (parsed, stop) =>
            {
                StoryChoices choices = new()
                {
                    Text = parsed.GetValue(text),
                    Noise = parsed.GetValue(noise),
                    Words = parsed.GetValue(words),
                    From = parsed.GetValue(from),
                    Wish = new StoryWish(parsed.GetValue(style), parsed.GetValue(genre), parsed.GetValue(country)),
                    Locked = parsed.GetValue(locked) ?? [],
                    Wrong = parsed.GetValue(wrong) ?? 1,
                    Repairs = DefaultRepairs,
                    Count = parsed.GetValue(count) ?? 1,
                    Seed = parsed.GetValue(seed) ?? host.FreshSeed(),
                    AllWords = parsed.GetValue(allWords),
                    Watch = parsed.GetValue(watch),
                    Json = parsed.GetValue(json),
                };
                choices.Check();
                NativeRuntime.EnsureLoaded();
                using StoryModel loaded = StoryFolder.Load(parsed.GetValue(model));
                PlotSamplerSettings settings = loaded.Defaults.Settings() with { AllWords = choices.AllWords };
                settings = settings with
                {
                    Steps = parsed.GetValue(steps) ?? settings.Steps,
                    Guidance = parsed.GetValue(guidance) ?? settings.Guidance,
                };
                new StorySession(host.Terminal, loaded, choices, settings).Run(stop);
                return Task.FromResult(ExitCode.Fine);
            }
        );
        return command;
    }
}
