using System.Text.RegularExpressions;

namespace Hippogriff.Tests.House;

/// <summary>
/// Methods fit on a screen and take few things: at most 40 lines between the braces and 6 parameters. Those beyond are
/// listed with their numbers, which may only fall. Positional records are data and do not count. A method that is right
/// as it is begins with the comment "// Long: " and the reason, and is not listed.
/// </summary>
public sealed partial class MethodSizeTests
{
    private const int MostLines = 40,
        MostParameters = 6;
    private const string Reason = "// Long: ";

    /// <summary>"file: method" -> lines between its braces, rounded up to tens.</summary>
    private static readonly Dictionary<string, int> s_longer = new() { };

    /// <summary>"file: method" -> its parameters.</summary>
    private static readonly Dictionary<string, int> s_wider = new() { };

    [Fact]
    public void Methods_have_at_most_40_lines() =>
        RequireAsListed(
            s_longer,
            MostLines,
            method => method.IsLongForAReason ? 0 : (method.Lines + 9) / 10 * 10,
            nameof(s_longer)
        );

    [Fact]
    public void A_reason_for_length_stands_in_long_methods_only_and_says_something()
    {
        string[] wrong =
        [
            .. Repository
                .Sources("src")
                .SelectMany(file => Methods(file.Lines).Select(method => (file.Path, Method: method)))
                .Where(found => found.Method.IsLongForAReason && found.Method.Lines <= MostLines)
                .Select(found => $"{found.Path}: {found.Method.Name}"),
        ];
        Assert.Empty(wrong);
        string[] body = ["    private void Routes()", "    {", "        // Long: a table.", "    }"];
        Assert.True(Assert.Single(Methods(body)).IsLongForAReason);
        body[2] = "        // Long:";
        Assert.False(Assert.Single(Methods(body)).IsLongForAReason);
    }

    [Fact]
    public void Methods_and_constructors_take_at_most_6_parameters() =>
        RequireAsListed(s_wider, MostParameters, method => method.Parameters, nameof(s_wider));

    [Fact]
    public void Lines_and_parameters_are_counted_as_a_reader_does()
    {
        string[] source =
        [
            "internal sealed class Place(int a, Func<int, string> b, (int, int) c)",
            "{",
            "    public Place(string only)",
            "        : this(1, null!, (2, 3))",
            "    {",
            "        First();",
            "    }",
            "",
            "    private static async Task<int> RunAsync<T>(",
            "        [Named(1, 2)] Dictionary<string, int> map,",
            "        T other",
            "    )",
            "    {",
            "        if (map.Count > 0)",
            "        {",
            "            Second();",
            "        }",
            "    }",
            "",
            "    public int Brief(int x) => x;",
            "",
            "    public int Usual(int x = 1)",
            "    {",
            "        return x;",
            "    }",
            "}",
        ];
        Assert.Equal(
            [new("Place", 0, 3), new("Place", 1, 1), new("RunAsync", 4, 2), new("Brief", 0, 1), new("Usual", 1, 1)],
            Methods(source)
        );
    }

    private static void RequireAsListed(Dictionary<string, int> listed, int most, Func<Method, int> size, string list)
    {
        Dictionary<string, int> found = [];
        foreach ((string path, string[] lines) in Repository.Sources("src"))
        foreach (Method method in Methods(lines).Where(method => size(method) > most))
        {
            string key = $"{path}: {method.Name}";
            found[key] = Math.Max(found.GetValueOrDefault(key), size(method));
        }
        string[] wrong =
        [
            .. found
                .Where(pair => pair.Value > listed.GetValueOrDefault(pair.Key))
                .Select(pair => $"[\"{pair.Key}\"] = {pair.Value}, // listed: {listed.GetValueOrDefault(pair.Key)}"),
            .. listed.Keys.Except(found.Keys).Select(key => $"{key} is within the limit now; take it off {list}"),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>Methods, constructors and primary constructors of classes, in code laid out by CSharpier.</summary>
    private static IEnumerable<Method> Methods(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (Start().Match(lines[i]) is not { Success: true } start || Other().IsMatch(lines[i]))
                continue;
            string indent = start.Groups["indent"].Value;
            int end = i;
            while (end + 1 < lines.Length && !Ends(lines[end], indent))
                end++;
            string text = string.Join(' ', lines[i..(end + 1)]);
            int parameters = Count(text, text.IndexOf('(', start.Groups["name"].Index));
            // what a constructor hands on, and constraints
            while (
                lines[end].EndsWith(')')
                && end + 1 < lines.Length
                && lines[end + 1].StartsWith(indent + "    ", StringComparison.Ordinal)
            )
                end++;
            bool isClass = start.Groups["class"].Success;
            int open = end + 1 < lines.Length && lines[end + 1] == indent + "{" ? end + 1 : -1;
            int close = isClass || open < 0 ? open : Array.IndexOf(lines, indent + "}", open);
            bool reasoned =
                close > open + 1 && lines[open + 1].TrimStart().StartsWith(Reason, StringComparison.Ordinal);
            yield return new Method(start.Groups["name"].Value, Math.Max(0, close - open - 1), parameters, reasoned);
        }
    }

    /// <summary>Whether the head of a member ends with this line: its body follows, or is an expression.</summary>
    private static bool Ends(string line, string indent) =>
        line.EndsWith(';')
        || line.EndsWith("=>", StringComparison.Ordinal)
        || line.Contains(") =>", StringComparison.Ordinal)
        || line.EndsWith(')') && line.TrimEnd().StartsWith(indent, StringComparison.Ordinal) && Closes(line, indent);

    private static bool Closes(string line, string indent) =>
        line == indent + ")"
        || line[indent.Length] != ' '
        || line.TrimStart().StartsWith(": ", StringComparison.Ordinal);

    /// <summary>Things between the parenthesis at <paramref name="open"/> and the one that closes it.</summary>
    private static int Count(string text, int open)
    {
        (int depth, int commas, bool any) = (0, 0, false);
        for (int i = open; i < text.Length; i++)
        {
            char c = text[i];
            depth +=
                c is '(' or '[' or '{' or '<' ? 1
                : c is ')' or ']' or '}' || c == '>' && text[i - 1] != '=' ? -1
                : 0;
            if (depth == 0)
                break;
            commas += depth == 1 && c == ',' ? 1 : 0;
            any |= i > open && c != ' ';
        }
        return any ? commas + 1 : 0;
    }

    private sealed record Method(string Name, int Lines, int Parameters, bool IsLongForAReason = false);

    [GeneratedRegex(
        @"^(?<indent> *)(?:(?:public|internal|private|protected|static|sealed|abstract|virtual|override|async|"
            + @"partial|unsafe|readonly|extern|new) )+"
            + @"(?:(?<class>class|struct) )?(?:[\w.<>\[\]?,()]+(?: [\w.<>\[\]?,()]+)*? )?(?<name>\w+)(?:<[\w, ]+>)?\("
    )]
    private static partial Regex Start();

    [GeneratedRegex(@"\b(?:record|delegate|event|operator)\b|^\s*(?:return|throw|await|yield|new) ")]
    private static partial Regex Other();
}
