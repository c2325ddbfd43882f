using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>
/// Options that name a file or a folder: an empty name is refused while parsing, in every command alike.
/// </summary>
internal static class PathOptions
{
    /// <summary>
    /// Adds the check to the options of a command and its subcommands that have DIR or FILE in the help.
    /// </summary>
    public static void RequireNames(Command command)
    {
        foreach (
            Option option in command.Options.Where(option => option.HelpName is "DIR" or "FILE" || IsJudge(option))
        )
        {
            string kind =
                IsJudge(option) ? "name or folder"
                : option.HelpName == "DIR" ? "folder"
                : "file";
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                    result.AddError($"{option.Name} is empty; it takes a {kind}.");
            });
        }
        foreach (Command below in command.Subcommands)
            RequireNames(below);
    }

    private static bool IsJudge(Option option) => option.Name == "--judge";
}
