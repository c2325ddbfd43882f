using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>Adds the arguments and options of a command in the order of its help page.</summary>
internal static class CommandSymbols
{
    /// <summary>Adds them all.</summary>
    /// <exception cref="ArgumentException">One is neither an argument nor an option.</exception>
    public static void AddAll(this Command command, params IEnumerable<Symbol> symbols)
    {
        foreach (Symbol symbol in symbols)
            switch (symbol)
            {
                case Argument argument:
                    command.Add(argument);
                    break;
                case Option option:
                    command.Add(option);
                    break;
                default:
                    throw new ArgumentException($"{symbol} is neither an argument nor an option.", nameof(symbols));
            }
    }
}
