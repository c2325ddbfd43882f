using System.Text;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Gallery;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Studio;
using Hippogriff.Tests.Weights;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Security;

/// <summary>
/// What went wrong in other programs of this kind, tried on files; docs/security.md names where. Requests are tried in
/// the end-to-end tests of the same name.
/// </summary>
public sealed class PublicFlawsTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly QueueFixture _studio = new();

    public async ValueTask DisposeAsync()
    {
        await _studio.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("a/../../outside")]
    [InlineData("../outside")]
    [InlineData("/tmp/outside")]
    [InlineData("C:\\outside")]
    [InlineData("\\\\server\\share\\outside")]
    [InlineData("outside\u0000")]
    public void Names_of_tensors_are_keys_and_never_paths(string name)
    {
        string json = System.Text.Json.JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                [name] = new
                {
                    dtype = "U8",
                    shape = new[] { 2 },
                    data_offsets = new[] { 0, 2 },
                },
            }
        );
        string folder = _folder.In("model");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "weights.safetensors");
        File.WriteAllBytes(path, SafetensorsFileTests.Bytes(json, 7, 8));
        string[] before = Everything();
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            Assert.Equal(name, Assert.Single(file.Entries).Name);
            using TorchSharp.torch.Tensor read = file.Read(name);
            Assert.Equal([7, 8], read.data<byte>().ToArray());
            string absent = Assert.Throws<HippogriffException>(() => file.Read(name + "x")).Message;
            Assert.DoesNotContain('\u0000', absent);
        }
        Assert.Equal(before, Everything());
    }

    [Theory]
    [InlineData("../outside.json")]
    [InlineData("unet/../../outside.json")]
    [InlineData("ABSOLUTE")]
    public void Parts_of_a_model_that_lead_out_of_its_folder_are_refused(string part)
    {
        string outside = _folder.Write("outside.json", "{}");
        string folder = _folder.In("model");
        Directory.CreateDirectory(Path.Combine(folder, "unet"));
        File.WriteAllText(Path.Combine(folder, ModelFolder.IndexFile), "{}");
        ModelFolder model = ModelFolder.At(folder);
        string said = Assert
            .Throws<HippogriffException>(() => model.FileAt(part == "ABSOLUTE" ? outside : part))
            .Message;
        Assert.Contains("leads out of the folder", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_a_hundred_thousand_tensors_takes_memory_that_grows_with_its_length()
    {
        (long small, int smallBytes) = AllocatedFor(10_000);
        (long large, int largeBytes) = AllocatedFor(100_000);
        const long Base = 1 << 16,
            Times = 8; // measured: 3.3 times the header, all that was allocated on the way counted
        Assert.InRange(small, 0, Base + Times * smallBytes);
        Assert.InRange(large, 0, Base + Times * largeBytes);
        Assert.True(large < 12 * small + Base, $"Ten times as many tensors took {small:N0} and {large:N0} bytes.");
    }

    [Fact]
    public async Task Links_in_the_folders_of_a_studio_are_not_served_and_nothing_is_deleted_through_them()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Making links takes rights that tests do not have there.");
        string secret = _folder.Write("secret.txt", "mine"),
            picture = _folder.Write(
                "mine.png",
                ImageEncoding.Encode(TinyModel.Plain(8, 4, 1, 2, 3), ImageFormat.Png, SettingsOf.Picture("mine"))
            );
        string[] before = Everything();
        long id = await _studio.AddAsync("a cat", steps: true);
        string upload = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 5, 5, 5)));
        foreach (
            (string path, string target) in new[]
            {
                ($"pictures/{id}.png", secret),
                ($"steps/{id}.zip", secret),
                ($"uploads/{upload}.png", picture),
            }
        )
        {
            File.Delete(_studio.In("studio/" + path));
            File.CreateSymbolicLink(_studio.In("studio/" + path), target);
        }
        File.CreateSymbolicLink(_studio.In("studio/pictures/77.png"), secret);
        File.CreateSymbolicLink(_studio.In("studio/pictures/78.png"), picture);
        _studio.Reopen();

        Assert.Null(_studio.Gallery.Png(id));
        Assert.Empty(_studio.Gallery.Levels(id));
        Assert.Throws<HippogriffException>(() => _studio.Uploads.Picture(upload));
        // the strange ones are set aside
        Assert.Equal([id], _studio.Gallery.Search(new GalleryQuery()).Select(found => found.Id));
        Assert.Equal(0, _studio.Uploads.Purge(new HashSet<string>(), DateTimeOffset.MaxValue));
        Assert.Equal(before, Everything());
        Assert.Equal("mine", File.ReadAllText(secret));
    }

    [Fact]
    public void A_link_to_a_folder_among_the_models_is_one_more_model_and_one_to_a_device_is_refused()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Making links takes rights that tests do not have there.");
        Directory.CreateDirectory(_folder.In("models/real"));
        File.WriteAllText(_folder.In("models/real/" + ModelFolder.IndexFile), "{}");
        Directory.CreateSymbolicLink(_folder.In("models/linked"), _folder.In("models/real"));
        Assert.Equal("linked", ModelFolder.At(_folder.In("models/linked")).Name);
        File.CreateSymbolicLink(_folder.In("models/real/endless.safetensors"), "/dev/zero");
        string said = Assert
            .Throws<HippogriffException>(() =>
                SafetensorsFile.Open(_folder.In("models/real/endless.safetensors")).Dispose()
            )
            .Message;
        Assert.EndsWith(".", said, StringComparison.Ordinal);
        Assert.Throws<HippogriffException>(() =>
            ModelFolder.HashOf(ModelFolder.At(_folder.In("models/real")).WeightFiles)
        );
    }

    [Theory]
    [InlineData("a\r\nsecurity_level = weak")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u0085b")]
    public void A_name_of_a_key_cannot_hold_a_line_break(string name)
    {
        ApiKeys keys = new(_folder.In("keys.json"));
        Assert.Throws<HippogriffException>(() => keys.Add(name, DateTimeOffset.UnixEpoch));
        Assert.False(File.Exists(_folder.In("keys.json")));
    }

    /// <summary>What lies in the folder, with links as they are.</summary>
    private string[] Everything() =>
        [
            .. Directory
                .GetFileSystemEntries(
                    _folder.In(""),
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
                )
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Bytes that are allocated while the header of so many tensors is read, and its length.</summary>
    private (long Allocated, int Header) AllocatedFor(int tensors)
    {
        StringBuilder json = new("{");
        for (int i = 0; i < tensors; i++)
            json.Append(i == 0 ? "" : ",")
                .Append($"\"layer.{i}.weight\":{{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[{i},{i + 1}]}}");
        byte[] header = Encoding.UTF8.GetBytes(json.Append('}').ToString());
        string path = _folder.Write($"{tensors}.safetensors", SafetensorsFileTests.Bytes(header, new byte[tensors]));
        SafetensorsFile.Open(path).Dispose(); // what is compiled first counts once
        long before = GC.GetAllocatedBytesForCurrentThread();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(tensors, file.Entries.Count);
        return (allocated, header.Length);
    }
}
