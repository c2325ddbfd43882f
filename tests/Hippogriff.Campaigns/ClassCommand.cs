using System.CommandLine;
using System.Globalization;
using Hippogriff.Campaigns.Classes;
using Spectre.Console;

namespace Hippogriff.Campaigns;

/// <summary>The command <c>class</c>: scripted pupils draw at a server that runs with <c>serve --class</c>.</summary>
internal static class ClassCommand
{
    private static readonly Option<string> s_address = new("--address")
    {
        Description = "Address of the server.",
        DefaultValueFactory = _ => "http://127.0.0.1:5177",
    };
    private static readonly Option<string> s_code = new("--code")
    {
        Description = "Code of the class.",
        Required = true,
    };
    private static readonly Option<int> s_pupils = new("--pupils")
    {
        Description = "How many draw.",
        DefaultValueFactory = _ => 30,
    };
    private static readonly Option<int> s_seconds = new("--seconds")
    {
        Description = "How long they draw.",
        DefaultValueFactory = _ => 300,
    };

    public static Command Build(IAnsiConsole console)
    {
        Command command = new(
            "class",
            "Pupils draw at a server that runs with serve --class: how soon each has a picture, how fair the turns "
                + "are, whether one sees another's. Exit code 1 where a rule is broken."
        )
        {
            s_address,
            s_code,
            s_pupils,
            s_seconds,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                ClassLesson lesson = new(new Uri(parsed.GetValue(s_address)!), parsed.GetValue(s_code)!);
                LessonResult result = await lesson.RunAsync(
                    parsed.GetValue(s_pupils),
                    TimeSpan.FromSeconds(parsed.GetValue(s_seconds)),
                    stop
                );
                Print(console, result);
                return result.Broken.Count == 0 ? 0 : 1;
            }
        );
        return command;
    }

    private static void Print(IAnsiConsole console, LessonResult result)
    {
        console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"pictures {result.Pictures}, a second {result.PerSecond:0.00}; first picture of each after "
                    + $"{result.FirstMedian.TotalSeconds:0.0} s (median), "
                    + $"{result.FirstLast.TotalSeconds:0.0} s (last); "
                    + $"most served {result.Most}, least {result.Least}, ratio {result.Ratio:0.00}"
            )
        );
        foreach (string sentence in result.Broken)
            console.WriteLine(sentence);
    }
}
