using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Insight.Meaning;

/// <summary>
/// Writes a map as one self-contained web page with zoom, pan, search, and the nearest texts of each text.
/// </summary>
public static class MapPage
{
    private const int Side = 48;

    // escapes < and &, so that no text can close the script element
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>The page.</summary>
    /// <param name="map">The map.</param>
    /// <param name="trail">The path of a prompt; may be empty.</param>
    public static string Write(MeaningMap map, IReadOnlyList<WanderStop>? trail = null) =>
        Resource("map.html")
            .Replace("/*style*/", Resource("map.css"), StringComparison.Ordinal)
            .Replace("/*script*/", Resource("map.js"), StringComparison.Ordinal)
            .Replace("/*data*/null", Data(map, trail), StringComparison.Ordinal);

    /// <summary>
    /// The data for <c>map.js</c> as JSON: points with pictures and nearest texts, groups with colours, labels, the
    /// path, and the figures in one line.
    /// </summary>
    /// <inheritdoc cref="Write" path="/param"/>
    public static string Data(MeaningMap map, IReadOnlyList<WanderStop>? trail = null)
    {
        string[] groups = [.. map.Points.Select(p => p.Group).Distinct()];
        return JsonSerializer.Serialize(
            new
            {
                Points = map.Points.Select((_, i) => Point(map, i, groups)),
                Groups = groups.Select(
                    (name, i) =>
                        new
                        {
                            Name = name,
                            Colour = name == WordGroups.Other
                                ? "#9a9a94"
                                : $"#{MapSheet.Colours[i % MapSheet.Colours.Length]:x6}",
                        }
                ),
                Labels = map.Labels.Select(l => new
                {
                    Group = Array.IndexOf(groups, l.Group),
                    X = Math.Round(l.X, 4),
                    Y = Math.Round(l.Y, 4),
                }),
                Trail = Stops(trail ?? []),
                Figures = MapSheet.Describe(map),
            },
            s_json
        );
    }

    private static object Point(MeaningMap map, int i, string[] groups)
    {
        MapPoint point = map.Points[i];
        return new
        {
            point.Text,
            Group = Array.IndexOf(groups, point.Group),
            X = Math.Round(point.X, 4),
            Y = Math.Round(point.Y, 4),
            Picture = point.Picture is { } picture ? Thumbnail(picture) : null,
            Near = map.NearestTo(i).Select(n => new { n.Text, Alike = Math.Round(n.Similarity, 2) }),
        };
    }

    private static string Thumbnail(RgbImage picture) =>
        "data:image/png;base64,"
        + Convert.ToBase64String(PngFile.Encode(ImageScaling.Cover(picture, Side, Side), generated: true));

    /// <summary>The path of a prompt in the script's form.</summary>
    public static IReadOnlyList<object> Stops(IReadOnlyList<WanderStop> trail) =>
        [
            .. trail.Select(t => new
            {
                t.Text,
                X = Math.Round(t.X, 4),
                Y = Math.Round(t.Y, 4),
            }),
        ];

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(MapPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
