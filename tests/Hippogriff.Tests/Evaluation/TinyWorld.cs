using System.Text.Json.Nodes;
using Hippogriff.Data.Scenes;
using SkiaSharp;

namespace Hippogriff.Tests.Evaluation;

/// <summary>
/// A world that a judge learns in seconds: a red disc, a blue square and a green triangle on a few plain sheets, 16
/// pixels a side.
/// </summary>
internal sealed class TinyWorld : IDisposable
{
    private const string Json = """
        {
          "name": "tiny", "pictureSize": 16, "style": "toy", "colours": ["pink"],
          "concepts": [
            { "name": "disc", "plural": "discs", "sprite": "1", "colour": "red" },
            { "name": "square", "plural": "squares", "sprite": "2", "colour": "blue" },
            { "name": "triangle", "plural": "triangles", "sprite": "3", "colour": "green" }
          ],
          "backgrounds": [
            { "name": "white", "kind": "plain", "colour": "white", "words": ["on white"] },
            { "name": "yellow", "kind": "plain", "colour": "yellow", "words": ["on yellow"] }
          ]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public TinyWorld()
    {
        _folder.Write("captions.jsonl", """{"codepoints":"1"}""");
        Draw("1", (x, y) => (x - 16) * (x - 16) + (y - 16) * (y - 16) < 250, new SKColor(220, 30, 30));
        Draw("2", (x, y) => x is > 1 and < 30 && y is > 1 and < 30, new SKColor(30, 60, 220));
        Draw("3", (x, y) => y > 1 && Math.Abs(x - 16) < y / 2, new SKColor(20, 170, 60));
        Sprites = SpriteLibrary.Open(_folder.Path, World);
    }

    public SceneWorld World { get; } = SceneWorld.Parse(Json, "tiny.json");

    /// <summary>Its folder of sprites.</summary>
    public string Folder => _folder.Path;

    /// <summary>The world as a file.</summary>
    public string File => _folder.Write("tiny.json", Json);

    /// <summary>The same things with colours and backgrounds enough for a quick evaluation, as a file.</summary>
    public string RoomyFile
    {
        get
        {
            string[] colours = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown"];
            JsonNode world = JsonNode.Parse(Json)!;
            world["colours"] = new JsonArray([.. colours.Select(colour => JsonValue.Create(colour))]);
            world["backgrounds"] = new JsonArray([
                .. colours
                    .Append("white")
                    .Select(colour => new JsonObject
                    {
                        ["name"] = colour,
                        ["kind"] = "plain",
                        ["colour"] = colour,
                        ["words"] = new JsonArray($"on {colour}"),
                    }),
            ]);
            return _folder.Write("roomy.json", world.ToJsonString());
        }
    }

    public SpriteLibrary Sprites { get; }

    public void Dispose() => _folder.Dispose();

    private void Draw(string name, Func<int, int, bool> inside, SKColor colour) =>
        _folder.Write(
            $"toy/{name}.png",
            PictureBytes.Encode(32, 32, (x, y) => inside(x, y) ? colour : SKColors.Transparent)
        );
}
