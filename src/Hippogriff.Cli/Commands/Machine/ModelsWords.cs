using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Meanings;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>
/// <c>hippogriff models words</c>: what a model can draw, and on a sheet a picture of each. Only the sheet loads
/// libtorch.
/// </summary>
internal static class ModelsWords
{
    private const long Seed = 7;

    public static DocumentedCommand Build(CommandHost host)
    {
        Argument<string?> name = new("NAME")
        {
            Description = "Name or folder of a model. Default: the default model.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> sheet = Values.Text(
            "--sheet",
            "FILE",
            "A labelled sheet of pictures, a .png. The model draws one of each name, which takes a while."
        );
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "words",
            "List what a model can draw, by kind, and all words that it knows.",
            "hippogriff models words",
            "hippogriff models words first --json",
            "hippogriff models words first --sheet all-things.png"
        )
        {
            name,
            sheet,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                string? asked = parsed.GetValue(name);
                ModelWords words = WordsOf(asked);
                if (parsed.GetValue(sheet) is { } file)
                    return await DrawAsync(host, asked, words, file, parsed.GetValue(json), stop);
                if (parsed.GetValue(json))
                    Write(host.Terminal, words);
                else
                    Show(host.Terminal, words);
                return ExitCode.Fine;
            }
        );
        return command;
    }

    private static ModelWords WordsOf(string? asked)
    {
        ModelDefinition model = CheckpointRegistry.Default.Read(new CheckpointSource(ModelOpening.Find(asked)));
        return model.Words?.Invoke()
            ?? throw new HippogriffException(
                $"The model {model.Name} has no list of words: it reads any text in parts of words."
            );
    }

    private static Task<int> DrawAsync(
        CommandHost host,
        string? model,
        ModelWords words,
        string file,
        bool json,
        CancellationToken stop
    )
    {
        if (words.Names.Count == 0)
            throw new HippogriffException(
                "Which words of this model are things is not known: it has no list of names, and no table of meanings "
                    + "is installed."
            );
        DrawingChoices choices = new()
        {
            Options = new GenerationOptions { Seed = Seed },
            Model = model,
            Device = DeviceOption.Default,
            Json = json,
        };
        return SheetFlow.RunAsync(
            host,
            choices,
            file,
            [.. words.Names.Select(words.Showing).Distinct().Take(SheetFlow.MostPictures)],
            stop
        );
    }

    private static void Write(Terminal terminal, ModelWords words) =>
        Json.Write(
            terminal.Out,
            new
            {
                words.Most,
                Names = words.Names.Select(one => new
                {
                    one.Name,
                    Kind = one.Kind.ToString().ToLowerInvariant(),
                    one.Plural,
                }),
                Words = words.All,
            }
        );

    private static void Show(Terminal terminal, ModelWords words)
    {
        if (words.Names.Count == 0)
            terminal.Out.WriteLine(string.Join(", ", words.All));
        TextTable table = new("kind", "what it can draw");
        foreach (IGrouping<WordKinds, VocabularyName> kind in words.Names.GroupBy(one => one.Kind))
            table.Add(kind.Key.ToString().ToLowerInvariant(), string.Join(", ", kind.Select(one => one.Name)));
        if (words.Names.Count > 0)
            table.Write(terminal);
        terminal.Error.WriteLine(
            $"It knows {Counted.Of(words.All.Count, "word")} in all (--json), "
                + $"and reads at most {words.Most} of a prompt."
        );
    }
}
