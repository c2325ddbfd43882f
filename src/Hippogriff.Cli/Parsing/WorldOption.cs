using System.CommandLine;
using Hippogriff.Data.Scenes;

namespace Hippogriff.Cli.Parsing;

/// <summary>The option --world: the world that scenes are composed of.</summary>
internal static class WorldOption
{
    /// <param name="more">A further sentence of its help.</param>
    public static Option<string?> Create(string more = "") =>
        Values.Text(
            "--world",
            "FILE",
            $"JSON file of the world that scenes are composed of. Left out: the built-in one.{more}"
        );

    /// <summary>The world of a file; the built-in one if none is named.</summary>
    /// <exception cref="HippogriffException">The file cannot be read, or is no world.</exception>
    public static SceneWorld Load(string? file) => file is null ? SceneWorld.First : SceneWorld.Load(file);
}
