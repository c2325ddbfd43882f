using System.Security.Cryptography;
using System.Text;
using Hippogriff.Pipelines;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Weights;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void Model(string path, string index = "{}") =>
        _folder.Write($"{path}/model_index.json", Encoding.UTF8.GetBytes(index));

    private ModelLibrary Library(params string[] places) => new([.. places.Select(place => _folder.In(place))]);

    [Fact]
    public void Models_are_listed_place_by_place_and_the_first_of_a_name_counts()
    {
        Model("one/zebra");
        Model("one/ant");
        Model("two/ant");
        Model("two/bee");
        Directory.CreateDirectory(_folder.In("one/no-model"));
        ModelLibrary library = Library("missing", "one", "two");
        Assert.Equal(["ant", "zebra", "bee"], library.List().Select(m => m.Name));
        Assert.Equal(_folder.In("one/ant"), library.Find("ant").Path);
        Assert.Equal(_folder.In("two/bee"), library.Find("bee").Path);
    }

    [Fact]
    public void The_default_is_the_first_by_name_unless_a_file_names_another()
    {
        Model("one/zebra");
        Model("one/ant");
        Assert.Equal("ant", Library("missing", "one").Find().Name);
        _folder.Write("one/default.txt", "zebra\n"u8.ToArray());
        Assert.Equal("zebra", Library("one").Find().Name);
        _folder.Write("one/default.txt", "../../etc"u8.ToArray());
        Assert.Contains(
            "names the model '../../etc', which is not beside it; there are ant, zebra.",
            Assert.Throws<HippogriffException>(() => Library("one").Find()).Message
        );
    }

    [Fact]
    public void Unknown_names_are_refused_with_those_there_are()
    {
        Model("one/ant");
        Model("one/bee");
        foreach (string name in new[] { "wasp", "", ".", "..", "Ant", "a\u001b[31m" })
            Assert.Contains(
                "ant, bee",
                Assert.Throws<HippogriffException>(() => Library("one").FindByName(name)).Message
            );
        Said.Refusing(FaultKind.NotFound, "'wasp' ... ant, bee", () => Library("one").Find("wasp"));
        Assert.Contains(
            "HIPPOGRIFF_MODELS",
            Assert.Throws<HippogriffException>(() => Library("missing").Find()).Message
        );
        Assert.Contains("HIPPOGRIFF_MODELS", Assert.Throws<HippogriffException>(() => Library().Find("x")).Message);
    }

    [Fact]
    public void A_path_is_a_path_but_a_name_from_outside_never_is()
    {
        Model("one/ant");
        Model("elsewhere/bee");
        Assert.Equal("bee", Library("one").Find(_folder.In("elsewhere/bee") + "/").Name);
        Assert.Contains(
            "holds no model",
            Assert.Throws<HippogriffException>(() => Library("one").Find(_folder.In("elsewhere"))).Message
        );
        Assert.Contains(
            "There is no folder",
            Assert.Throws<HippogriffException>(() => Library("one").Find(_folder.In("nowhere"))).Message
        );
        Assert.Throws<HippogriffException>(() => Library("one").FindByName("../elsewhere/bee"));
        Assert.Throws<HippogriffException>(() => Library("one").FindByName(_folder.In("elsewhere/bee")));
    }

    [Fact]
    public void The_model_of_a_training_run_goes_by_the_runs_name()
    {
        Model("runs/cats/model");
        Assert.Equal("cats", ModelFolder.At(_folder.In("runs/cats/model")).Name);
        Assert.Equal("model", ModelFolder.NameOf("/model"));
    }

    [Fact]
    public void Models_lie_where_the_variable_says_then_above_the_current_folder_then_above_the_program()
    {
        foreach (string place in new[] { "mine", "work/models", "work/deep/models", "program/models" })
            Directory.CreateDirectory(_folder.In(place));
        Directory.CreateDirectory(_folder.In("program/bin/Release"));
        IReadOnlyList<string> places = ModelLibrary
            .Around(_folder.In("mine"), _folder.In("work/deep"), _folder.In("program/bin/Release"))
            .Places;
        Assert.Equal(
            [
                _folder.In("mine"),
                _folder.In("work/deep/models"),
                _folder.In("work/models"),
                _folder.In("program/models"),
            ],
            places.Where(p => p.StartsWith(_folder.Path))
        );
    }

    [Fact]
    public void Files_of_a_model_stay_inside_its_folder()
    {
        Model(
            "one/ant",
            """{"steps":20,"sampler":"euler","schedule":"karras","guidance":2.5,"width":64,"height":64}"""
        );
        Model("one/ant-eater");
        ModelFolder model = Library("one").Find("ant");
        Assert.Contains(
            "leads out",
            Assert.Throws<HippogriffException>(() => model.FileAt("../ant-eater/model_index.json")).Message
        );
        Assert.Contains("leads out", Assert.Throws<HippogriffException>(() => model.FileAt("/etc/passwd")).Message);
        Assert.Contains(
            "lacks 'unet/config.json'",
            Assert.Throws<HippogriffException>(() => model.FileAt("unet/config.json")).Message
        );
        GenerationDefaults defaults = model.ReadJson<GenerationDefaults>(
            ModelFolder.IndexFile,
            new(System.Text.Json.JsonSerializerDefaults.Web)
        );
        Assert.Equal(
            new GenerationDefaults
            {
                Steps = 20,
                Sampler = "euler",
                Schedule = "karras",
                Guidance = 2.5,
                Width = 64,
                Height = 64,
            },
            defaults
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"steps\":\"many\"}")]
    public void Broken_settings_are_refused_in_a_sentence(string json)
    {
        Model("one/ant", json);
        string said = Assert
            .Throws<HippogriffException>(() =>
                Library("one")
                    .Find("ant")
                    .ReadJson<GenerationDefaults>(
                        ModelFolder.IndexFile,
                        new(System.Text.Json.JsonSerializerDefaults.Web)
                    )
            )
            .Message;
        Assert.Contains("model_index.json", said);
        Assert.EndsWith(".", said);
    }

    [Fact]
    public void The_hash_is_the_SHA256_of_the_weights_in_order()
    {
        Model("one/ant");
        byte[] first = new byte[30 << 20],
            second = [1, 2, 3];
        new Random(1).NextBytes(first);
        _folder.Write("one/ant/a/weights.safetensors", first);
        _folder.Write("one/ant/b/weights.safetensors", second);
        _folder.Write("one/ant/b/notes.txt", second);
        ModelFolder model = Library("one").Find("ant");
        string hash = ModelFolder.HashOf(model.WeightFiles);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. first, .. second]))[..10], hash);
    }

    [Theory]
    [InlineData("cat.safetensors")]
    [InlineData("cat.SAFETENSORS")]
    public void A_single_file_is_a_model_of_its_name(string name)
    {
        string path = _folder.Write(name, [1, 2, 3]);
        ModelFolder model = ModelFolder.At(path);
        Assert.Equal(("cat", path, true, path, ""), (model.Name, model.Path, model.IsFile, model.MainFile, model.Card));
        Assert.Equal([path], model.WeightFiles);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([1, 2, 3]))[..10], ModelFolder.HashOf(model.WeightFiles));
        Assert.Equal(
            FaultKind.NotFound,
            Assert.Throws<HippogriffException>(() => ModelFolder.At(_folder.In("dog.safetensors"))).Kind
        );
    }

    [Fact]
    public void A_folder_has_an_index_a_card_and_weights_in_order_of_their_names()
    {
        Model("one/ant");
        ModelFolder model = ModelFolder.At(_folder.In("one/ant/"));
        Assert.Equal((false, ""), (model.IsFile, model.Card));
        Assert.Equal(_folder.In("one/ant/model_index.json"), model.MainFile);
        Assert.Empty(model.WeightFiles);
        _folder.Write("one/ant/README.md", "# Ant");
        foreach (string file in new[] { "z.safetensors", "b/x.safetensors", "a/y.safetensors", "a/deep/x.safetensors" })
            _folder.Write($"one/ant/{file}", "1");
        Assert.Equal("# Ant", model.Card);
        Assert.Equal(
            ["a/y.safetensors", "b/x.safetensors", "z.safetensors"],
            model.WeightFiles.Select(file => Path.GetRelativePath(model.Path, file).Replace('\\', '/'))
        );
        Directory.Delete(model.Path, recursive: true);
        Assert.Contains("cannot be read", Assert.Throws<HippogriffException>(() => model.WeightFiles).Message);
    }

    [Fact]
    public void Single_files_are_models_where_they_are_accepted()
    {
        Model("one/dog");
        string cat = _folder.Write("one/cat.safetensors", [1]);
        _folder.Write("one/weights.safetensors", [1]);
        Assert.Equal(["dog"], Library("one").List().Select(model => model.Name));
        ModelLibrary library = Library("missing", "one") with { Accepts = path => path == cat };
        Assert.Equal(["cat", "dog"], library.List().Select(model => model.Name));
        Assert.Equal(cat, library.Find("cat").Path);
        Assert.Equal("cat", library.Find().Name);
        Assert.Equal(cat, Library().Find(cat).Path); // a path needs no library
        Assert.Equal([_folder.In("one/dog")], library.FoldersWith("model_index.json"));
    }

    [Fact]
    public void At_most_twenty_names_are_told_and_the_others_are_counted()
    {
        for (int i = 10; i < 30; i++)
            Model($"one/m{i}");
        string Said() => Assert.Throws<HippogriffException>(() => Library("one").FindByName("x")).Message;
        Assert.EndsWith(
            "there are m10, " + string.Join(", ", Enumerable.Range(11, 19).Select(i => $"m{i}")) + ".",
            Said()
        );
        Model("one/m30");
        Assert.EndsWith("m29 and 1 more.", Said());
        Model("two/only");
        Assert.Contains(
            "there is only.",
            Assert.Throws<HippogriffException>(() => Library("two").FindByName("x")).Message
        );
        HippogriffException none = Assert.Throws<HippogriffException>(() => Library("missing").Find());
        Assert.Equal(FaultKind.NotFound, none.Kind);
        Assert.Contains("missing'", none.Message);
        Assert.Contains("a folder called models", Assert.Throws<HippogriffException>(() => Library().Find()).Message);
    }

    [Fact]
    public void A_variable_names_several_places_and_each_counts_once()
    {
        string one = _folder.In("one"),
            two = _folder.In("two");
        string several = $" {one} {Path.PathSeparator}{Path.PathSeparator}{two}{Path.PathSeparator}{one}";
        Assert.Equal([one, two], ModelLibrary.Around(several, _folder.Path, _folder.Path).Places.Take(2));
        Assert.Single(ModelLibrary.Around(several, _folder.Path, _folder.Path).Places, place => place == one);
        Assert.DoesNotContain(one, ModelLibrary.Around(null, _folder.Path, _folder.Path).Places);
    }
}
