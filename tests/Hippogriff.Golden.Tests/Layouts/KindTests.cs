using System.Text.Json;
using Hippogriff.Kinds;

namespace Hippogriff.Golden.Tests.Layouts;

public class KindTests
{
    private static readonly FileRole[] s_parts = [FileRole.Denoiser, FileRole.Vae, FileRole.TextEncoder];

    public static TheoryData<string> Lists => [.. ListedWeights.All.Keys];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Lists))]
    public void A_file_is_what_its_names_and_shapes_say(string list)
    {
        IReadOnlyList<FoundKind> found = FileKinds.Find(new ListedWeights(list).ByName);
        JsonElement expect = ListedWeights.All[list].GetProperty("expect");
        Assert.Equal(Text(expect.GetProperty("denoiser")), Of(FileRole.Denoiser).SingleOrDefault());
        Assert.Equal(Text(expect.GetProperty("vae")), Of(FileRole.Vae).SingleOrDefault());
        Assert.Equal(
            expect.GetProperty("text_encoders").EnumerateArray().Select(Text).Order(),
            Of(FileRole.TextEncoder).Order()
        );
        Assert.Equal(
            Text(expect.GetProperty("other")),
            found.Where(one => !s_parts.Contains(one.Kind.Role)).Select(one => one.Kind.Id).SingleOrDefault()
        );

        IEnumerable<string> Of(FileRole role) => found.Where(one => one.Kind.Role == role).Select(one => one.Kind.Id);
    }

    [Fact]
    public void Every_recorded_kind_has_a_name_here()
    {
        if (!GoldenFolder.Has("layouts", "detect.jsonl"))
            return;
        foreach (string line in File.ReadLines(GoldenFolder.At("layouts", "detect.jsonl")))
        {
            using JsonDocument rule = JsonDocument.Parse(line);
            string id = rule.RootElement.GetProperty("kind").GetString()!;
            Assert.True(FileKinds.ById(id) is not null, id);
        }
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
