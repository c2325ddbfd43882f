namespace Hippogriff.Benchmarks;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Quick">Few iterations.</param>
/// <param name="Json">File to write the results to.</param>
/// <param name="Model">Name or folder of the model; null: the default one.</param>
/// <param name="Filter">Only benchmarks whose name contains this.</param>
/// <param name="Verbose">Show what BenchmarkDotNet says.</param>
/// <param name="Against">A result of before; what is worse by a tenth is said.</param>
/// <param name="Random">A public network in full size with random weights, in place of a model; null for none.</param>
internal sealed record Arguments(
    bool Quick = true,
    string? Json = null,
    string? Model = null,
    string? Filter = null,
    bool Verbose = false,
    string? Against = null,
    string? Random = null
)
{
    public const string Usage =
        "Usage: Hippogriff.Benchmarks [--quick | --full] [--json FILE] [--against FILE] [--model NAME] "
        + "[--random sd15|sd21|sd-turbo|vae|taesd] [--filter TEXT] [--verbose]";

    /// <summary>Whether a benchmark of this name is asked for.</summary>
    public bool Includes(string name) => Filter is null || name.Contains(Filter, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null where the words are not understood.</summary>
    public static Arguments? Parse(string[] args)
    {
        Arguments wanted = new();
        for (int i = 0; i < args.Length; i++)
        {
            string? next = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--quick":
                    wanted = wanted with { Quick = true };
                    break;
                case "--full":
                    wanted = wanted with { Quick = false };
                    break;
                case "--verbose":
                    wanted = wanted with { Verbose = true };
                    break;
                case "--json" when next is not null:
                    wanted = wanted with { Json = args[++i] };
                    break;
                case "--against" when next is not null:
                    wanted = wanted with { Against = args[++i] };
                    break;
                case "--model" when next is not null:
                    wanted = wanted with { Model = args[++i] };
                    break;
                case "--random" when next is not null:
                    wanted = wanted with { Random = args[++i] };
                    break;
                case "--filter" when next is not null:
                    wanted = wanted with { Filter = args[++i] };
                    break;
                default:
                    return null;
            }
        }
        return wanted;
    }
}
