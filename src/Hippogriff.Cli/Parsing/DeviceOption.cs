using System.CommandLine;
using System.Text.RegularExpressions;
using Hippogriff.Devices;

namespace Hippogriff.Cli.Parsing;

/// <summary>
/// The option --device. Only the spelling is checked here; whether the device exists is checked when libtorch is
/// loaded.
/// </summary>
internal static partial class DeviceOption
{
    public const string Default = "auto";

    public static Option<string?> Create() =>
        new("--device")
        {
            Description = $"Where to compute: {DeviceChoice.Allowed}. Default: {Default}.",
            HelpName = "NAME",
            CustomParser = result =>
            {
                string typed = result.Tokens[0].Value;
                if (Spelling().IsMatch(typed))
                    return typed.ToLowerInvariant();
                result.AddError($"--device takes {DeviceChoice.Allowed}, not '{typed}'.");
                return null;
            },
        };

    [GeneratedRegex(@"^(auto|cpu|cuda(:\d{1,3})?)$", RegexOptions.IgnoreCase)]
    private static partial Regex Spelling();
}
