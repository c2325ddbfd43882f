namespace Hippogriff.Data.Scenes;

/// <summary>How much more often things and looks are composed from a picture on.</summary>
/// <param name="FromPicture">Number of the first picture for which it holds, 0-based.</param>
/// <param name="Things">Name of a thing to the factor of its weight, above 0; others have 1.</param>
/// <param name="Looks">Name of a look to the factor of its weight, above 0; others have 1.</param>
public sealed record SteeringTable(
    long FromPicture,
    IReadOnlyDictionary<string, double> Things,
    IReadOnlyDictionary<string, double> Looks
)
{
    /// <summary>Largest factor; its inverse is the smallest.</summary>
    public const double Most = 4;

    /// <summary>The world with the weights of this table.</summary>
    /// <exception cref="HippogriffException">The world has no such thing or look, or a factor is out of
    /// range.</exception>
    public SceneWorld On(SceneWorld world)
    {
        Require("thing", Things, world.Name, [.. world.Concepts.Select(c => c.Name)]);
        Require("look", Looks, world.Name, [.. world.Looks.Select(l => l.Name)]);
        return world with
        {
            Concepts =
            [
                .. world.Concepts.Select(c => c with { Weight = c.Weight * Things.GetValueOrDefault(c.Name, 1) }),
            ],
            Looks = [.. world.Looks.Select(l => l with { Weight = l.Weight * Looks.GetValueOrDefault(l.Name, 1) })],
        };
    }

    private static void Require(
        string kind,
        IReadOnlyDictionary<string, double> factors,
        string world,
        HashSet<string> names
    )
    {
        foreach ((string name, double factor) in factors)
            if (!names.Contains(name))
                throw new HippogriffException($"The table of steering names the {kind} '{name}', unknown in {world}.");
            else if (factor is not (>= 1 / Most and <= Most))
                throw new HippogriffException(
                    $"The table of steering gives the {kind} '{name}' the factor {factor}; {1 / Most} to {Most} is "
                        + "allowed."
                );
    }
}
