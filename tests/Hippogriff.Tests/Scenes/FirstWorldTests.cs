using System.Globalization;
using Hippogriff.Data.Scenes;

namespace Hippogriff.Tests.Scenes;

/// <summary>
/// The model <c>first</c> learned from the first world and is measured with it: whatever else worlds learn to have, it
/// composes what it always did.
/// </summary>
public sealed class FirstWorldTests(SceneFixture fixture) : IClassFixture<SceneFixture>
{
    [Fact]
    public void Its_scenes_and_captions_are_those_that_first_was_trained_on() =>
        Assert.Equal(4653023980912431991UL, Digest(fixture.Plans(2000)));

    [Fact]
    public void Its_held_out_scenes_are_those_that_first_was_measured_with() =>
        Assert.Equal(7211949220017307678UL, Digest(fixture.Plans(500, share: SceneShare.HeldOut)));

    [Fact]
    public void Its_vocabulary_is_that_of_first()
    {
        string[] words = [.. SceneCaptions.Vocabulary(fixture.World)];
        Assert.Equal((217, 661866351145750550UL), (words.Length, HeldOut.Hash(string.Join(' ', words))));
    }

    [Theory]
    [InlineData(
        0,
        "248 210 25 247 207 33 247 209 26 226 182 44 244 155 185 242 189 88 195 143 72 154 92 148 206 157 85"
    )]
    [InlineData(
        3,
        "87 110 161 59 113 195 41 114 216 196 104 35 170 101 57 181 118 74 50 112 203 38 114 219 30 114 228"
    )]
    [InlineData(
        8,
        "101 104 124 156 166 187 87 94 123 183 184 189 211 220 232 150 156 176 129 133 157 163 167 186 113 119 151"
    )]
    [InlineData(
        21,
        "194 177 146 200 180 142 209 191 156 148 133 107 159 139 105 184 166 132 178 164 136 185 167 132 200 183 151"
    )]
    [InlineData(
        40,
        "214 207 229 248 224 218 255 210 206 234 204 211 197 211 227 246 210 207 153 128 105 46 102 191 155 127 110"
    )]
    [InlineData(77, "20 26 66 49 38 56 87 57 52 125 132 159 153 113 90 209 116 33 161 159 164 121 115 121 67 59 68")]
    public void Its_pictures_are_what_they_were(int number, string colours)
    {
        // The mean colours of nine parts of a picture: processors draw single pixels a little differently.
        byte[] pixels = fixture.Composer(size: 48).Get(number).Image.Pixels;
        List<int> means = [];
        for (int part = 0; part < 9; part++)
        for (int c = 0; c < 3; c++)
        {
            int sum = 0;
            for (int i = 0; i < 256; i++)
                sum += pixels[((part / 3 * 16 + i / 16) * 48 + part % 3 * 16 + i % 16) * 3 + c];
            means.Add(sum / 256);
        }
        int[] wanted = [.. colours.Split(' ').Select(c => int.Parse(c, CultureInfo.InvariantCulture))];
        Assert.True(
            means.Zip(wanted).All(p => Math.Abs(p.First - p.Second) <= 2),
            $"{number}: {string.Join(' ', means)}"
        );
    }

    private static ulong Digest(IEnumerable<(Scene Scene, string Caption)> plans) =>
        HeldOut.Hash(string.Join('\n', plans.Select(p => $"{p.Caption};{HeldOut.Key(p.Scene)};{Places(p.Scene)}")));

    private static string Places(Scene scene) =>
        string.Join(
            ' ',
            scene.Things.Select(t =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{t.Box.X:0.0000},{t.Box.Y:0.0000},{t.Box.Width:0.0000},{t.Tilt:0.0},{t.Mirror},"
                        + $"{t.Size},{t.Corner}"
                )
            )
        );
}
