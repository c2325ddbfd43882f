using Hippogriff.Models.Hourglass;
using Hippogriff.Models.Transformer;
using Hippogriff.Models.UNet;

namespace Hippogriff.Models;

/// <summary>The architectures of denoiser networks by their names in configuration files.</summary>
public static class DenoiserDesigns
{
    private static readonly Lock s_gate = new();
    private static (string Name, Type Config)[] s_designs =
    [
        ("transformer", typeof(PatchTransformerConfig)),
        ("u_net", typeof(UNetConfig)),
        ("hourglass", typeof(HourglassConfig)),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names => [.. s_designs.Select(design => design.Name)];

    /// <summary>Adds an architecture.</summary>
    /// <param name="name">Its name in configuration files, in snake_case.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public static void Register<T>(string name)
        where T : DenoiserConfig
    {
        lock (s_gate)
        {
            if (s_designs.Any(design => design.Name == name))
                throw new ArgumentException($"There is a design called {name}.", nameof(name));
            s_designs = [.. s_designs, (name, typeof(T))];
        }
    }

    /// <summary>The configuration type of an architecture; null if the name is unknown.</summary>
    internal static Type? TypeOf(string name) => Array.Find(s_designs, design => design.Name == name).Config;

    /// <summary>The name of an architecture in files.</summary>
    internal static string NameOf(DenoiserConfig config) =>
        Array.Find(s_designs, design => design.Config == config.GetType()).Name
        ?? throw new ArgumentException($"{config.GetType().Name} is not registered.", nameof(config));

    /// <summary>"transformer, u_net and hourglass".</summary>
    internal static string Listed() => $"{string.Join(", ", Names.SkipLast(1))} and {Names[^1]}";
}
