using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>An option that takes a number, and knows in words which ones.</summary>
internal interface IRanged
{
    /// <summary>"1 to 64", "above 0, up to 1", "at least 1".</summary>
    string Range { get; }
}

/// <inheritdoc cref="IRanged"/>
internal sealed class RangedOption<T>(string name, string range) : Option<T>(name), IRanged
{
    public string Range => range;
}
