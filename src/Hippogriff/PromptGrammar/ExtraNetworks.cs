using System.Text.RegularExpressions;

namespace Hippogriff.PromptGrammar;

/// <summary>A network named in a prompt, such as <c>&lt;lora:my-dog:0.8&gt;</c>.</summary>
/// <param name="Kind">"lora", "hypernet" and so on.</param>
/// <param name="Positional">Arguments without a name: the network's name, then its strengths.</param>
/// <param name="Named">Arguments <c>name=value</c>.</param>
public sealed record ExtraNetwork(
    string Kind,
    IReadOnlyList<string> Positional,
    IReadOnlyDictionary<string, string> Named
)
{
    /// <summary>It as it was written.</summary>
    public string Text { get; init; } = "";
}

/// <summary>Takes networks out of a prompt as Stable Diffusion's web UI does.</summary>
public static partial class ExtraNetworks
{
    /// <summary>
    /// The prompt without its networks, and the networks in order. An argument with exactly one "=" is a named one.
    /// </summary>
    public static (string Prompt, IReadOnlyList<ExtraNetwork> Networks) TakeFrom(string prompt)
    {
        List<ExtraNetwork> networks = [];
        string rest = Tag()
            .Replace(
                prompt,
                tag =>
                {
                    List<string> positional = [];
                    Dictionary<string, string> named = new(StringComparer.Ordinal);
                    foreach (string argument in tag.Groups[2].Value.Split(':'))
                        if (argument.Split('=') is [var name, var value])
                            named[name] = value;
                        else
                            positional.Add(argument);
                    networks.Add(new ExtraNetwork(tag.Groups[1].Value, positional, named) { Text = tag.Value });
                    return "";
                }
            );
        return (rest, networks);
    }

    [GeneratedRegex(@"<(\w+):([^>]+)>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
