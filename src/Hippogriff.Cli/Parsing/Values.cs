using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Parsing;

/// <summary>
/// Options that validate their value while parsing, with a one-sentence message that names the allowed values.
/// </summary>
internal static class Values
{
    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<int?> Whole(string name, int least, int most, string description) =>
        new RangedOption<int?>(
            name,
            most == int.MaxValue ? $"at least {least}" : $"{Grouped(least)} to {Grouped(most)}"
        )
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
                Parse<int>(
                    result,
                    text =>
                        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                        && value >= least
                        && value <= most
                            ? value
                            : null,
                    most == int.MaxValue
                        ? $"a whole number of at least {least}"
                        : $"a whole number from {least} to {Grouped(most)}"
                ),
        };

    /// <summary>A seed, as written into the PNG and read by other programs.</summary>
    public static Option<long?> Seed(string description) => SeedCalled("--seed", description);

    /// <summary>A seed under another name.</summary>
    public static Option<long?> SeedCalled(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
                Parse<long>(
                    result,
                    text =>
                        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                            ? value
                            : null,
                    $"a whole number from 0 to {long.MaxValue}"
                ),
        };

    /// <summary>
    /// A number above <paramref name="least"/> (or equal to it, if <paramref name="including"/>) up to
    /// <paramref name="most"/>.
    /// </summary>
    public static Option<double?> Number(
        string name,
        double least,
        double most,
        string description,
        bool including = true
    ) =>
        new RangedOption<double?>(
            name,
            including ? $"{Text(least)} to {Text(most)}" : $"above {Text(least)}, up to {Text(most)}"
        )
        {
            Description = description,
            HelpName = "X",
            CustomParser = result =>
                Parse<double>(
                    result,
                    text =>
                        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                        && value <= most
                        && (including ? value >= least : value > least)
                            ? value
                            : null,
                    including
                        ? string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}")
                        : string.Create(CultureInfo.InvariantCulture, $"a number above {least}, up to {most}")
                ),
        };

    /// <summary>
    /// One of <paramref name="names"/>, ignoring case. <paramref name="other"/> maps further spellings, such as those
    /// of other programs, to a name or null.
    /// </summary>
    public static Option<string?> Name(
        string name,
        IReadOnlyList<string> names,
        string description,
        Func<string, string?>? other = null
    )
    {
        Option<string?> option = new(name)
        {
            Description = $"{description}: {string.Join(", ", names)}.",
            HelpName = "NAME",
            CustomParser = result =>
            {
                string typed = result.Tokens[0].Value;
                if (names.FirstOrDefault(known => known.Equals(typed, StringComparison.OrdinalIgnoreCase)) is { } found)
                    return found;
                if (other?.Invoke(typed) is { } meant)
                    return meant;
                result.AddError(
                    $"{name} takes one of {string.Join(", ", names)}, not '{typed}'{NearestName.Hint(typed, names)}"
                );
                return null;
            },
        };
        option.CompletionSources.Add([.. names]);
        return option;
    }

    /// <summary>A schedule by its name here or in other programs: "sgm_uniform", "SGM Uniform", "normal".</summary>
    public static Option<string?> Schedule(string description) =>
        Name(
            "--schedule",
            ScheduleRegistry.Default.Names,
            description,
            typed => ScheduleRegistry.Default.TryFind(typed)?.Name
        );

    /// <summary>The side of a square, as "64" or "64x64".</summary>
    public static Option<PictureSize?> Square(int least, int most, string description) =>
        new RangedOption<PictureSize?>("--size", $"{Grouped(least)} to {Grouped(most)}")
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
                Parse(
                    result,
                    text =>
                        PictureSize.Read(text) is { } size
                        && size.Width == size.Height
                        && size.Width >= least
                        && size.Width <= most
                            ? size
                            : (PictureSize?)null,
                    $"a whole number from {least} to {Grouped(most)}"
                ),
        };

    /// <summary>A picture size: "64" for a square, "96x64" for width and height.</summary>
    public static Option<PictureSize?> Size(string description) =>
        new("--size")
        {
            Description = description,
            HelpName = "WxH",
            CustomParser = result =>
            {
                string typed = result.Tokens[0].Value;
                if (PictureSize.ReadSides(typed) is not { } size)
                {
                    result.AddError(
                        $"--size takes one number (64) or width x height (96x64), each from 1 to "
                            + $"{GenerationFields.Width.Maximum}, not '{typed}'."
                    );
                    return null;
                }
                try
                {
                    GenerationFields.Width.Check(size.Width);
                    GenerationFields.Height.Check(size.Height);
                    return size;
                }
                catch (HippogriffException error)
                {
                    result.AddError($"--size: {error.Message}");
                    return null;
                }
            },
        };

    /// <summary>An interval within 0 and 1: "0.05-0.8".</summary>
    public static Option<GuidanceInterval?> Interval(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "LOW-HIGH",
            CustomParser = result =>
            {
                string typed = result.Tokens[0].Value;
                if (GuidanceInterval.Read(typed) is { } interval)
                    return interval;
                result.AddError(
                    $"{name} takes two numbers from 0 to 1, the lower one first, such as 0.05-0.8, not '{typed}'."
                );
                return null;
            },
        };

    /// <summary>A text without validation.</summary>
    public static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };

    /// <summary>Several texts after one option: <c>--texts cat dog</c>.</summary>
    public static Option<string[]> Texts(string name, string helpName, string description) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };

    private static T? Parse<T>(ArgumentResult result, Func<string, T?> read, string allowed)
        where T : struct
    {
        string typed = result.Tokens[0].Value;
        if (read(typed) is { } value)
            return value;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes {allowed}, not '{typed}'.");
        return null;
    }

    private static string Text(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Grouped(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
