using System.CommandLine;
using System.CommandLine.Parsing;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Parsing;

/// <summary>
/// The command-line option of a <see cref="GenerationField"/>, with the field's name, help, range and error message.
/// </summary>
/// <param name="Field">The field.</param>
/// <param name="Option">Its option.</param>
/// <param name="Read">Reads its value from a command line; null if it is missing.</param>
internal sealed record FieldOption(GenerationField Field, Option Option, Func<ParseResult, object?> Read)
{
    /// <param name="field">A field with its own option, read from one text.</param>
    /// <param name="description">Its help; null for the field's.</param>
    public static FieldOption Create(GenerationField field, string? description = null) =>
        field.Kind switch
        {
            FieldKind.Whole when field.ValueType == typeof(int) => Create<int?>(field, description, "N"),
            FieldKind.Whole => Create<long?>(field, description, "N"),
            FieldKind.Number => Create<double?>(field, description, "X"),
            FieldKind.Interval => Create<GuidanceInterval?>(field, description, "LOW-HIGH"),
            FieldKind.Name => Create<string?>(field, description, "NAME"),
            _ => Create<string?>(field, description, "TEXT"),
        };

    private static FieldOption Create<T>(GenerationField field, string? description, string helpName)
    {
        string name = field.OptionName ?? throw new ArgumentException($"{field} has no option.", nameof(field));
        Option<T?> option = field.Range is { } range ? new RangedOption<T?>(name, range) : new Option<T?>(name);
        option.Description = description ?? Told(field);
        option.HelpName = helpName;
        option.CustomParser = result => (T?)Parse(field, result);
        if (field.Names.Count > 0)
            option.CompletionSources.Add([.. field.Names]);
        return new FieldOption(field, option, parsed => parsed.GetValue(option));
    }

    private static object? Parse(GenerationField field, ArgumentResult result)
    {
        string typed = result.Tokens[0].Value;
        if (field.Read(typed) is not { } value)
        {
            result.AddError($"{field.OptionName} takes {field.Takes}, not '{typed}'.");
            return null;
        }
        try
        {
            return field.Check(value);
        }
        catch (HippogriffException error)
        {
            result.AddError($"{field.OptionName}: {error.Message}");
            return null;
        }
    }

    /// <summary>Help, default and names; the range is put in by <see cref="OptionConventions"/>.</summary>
    private static string Told(GenerationField field) =>
        field.Help
        + (field.Default is { } left ? $" Left out: {left}." : "")
        + (field.Names.Count > 0 ? $" One of: {string.Join(", ", field.Names)}." : "");
}
