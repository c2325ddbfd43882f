using Hippogriff.Weights;

namespace Hippogriff.Tests.Weights;

public sealed class ModelLibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void Model(string path) => _folder.Write($"{path}/model_index.json", "{}"u8.ToArray());

    private ModelLibrary Library(params string[] places) => new([.. places.Select(place => _folder.In(place))]);

    [Fact]
    public void A_name_opens_only_files_that_have_it_and_a_folder_comes_before_a_file()
    {
        Model("one/dog");
        foreach (string file in new[] { "one/ant", "one/cat", "one/dog", "one/eel", "two/ant", "two/eel" })
            _folder.Write($"{file}.safetensors", [1]);
        List<string> opened = [];
        ModelLibrary library = Library("one", "two") with
        {
            Accepts = path =>
            {
                opened.Add(
                    Path.GetFileName(Path.GetDirectoryName(path)) + "/" + Path.GetFileNameWithoutExtension(path)
                );
                return !path.EndsWith(Path.Combine("one", "ant.safetensors"), StringComparison.Ordinal);
            },
        };
        Assert.Equal(("one/dog", ""), Opening(() => library.Find("dog")));
        Assert.Equal(("two/ant.safetensors", "one/ant two/ant"), Opening(() => library.FindByName("ant")));
        Assert.Equal(("one/eel.safetensors", "one/eel"), Opening(() => library.Find("eel")));
        Assert.Equal(("one/cat.safetensors", "one/ant one/cat"), Opening(() => library.Find()));
        _folder.Write("one/default.txt", "dog"u8.ToArray());
        Assert.Equal(("one/dog", ""), Opening(() => library.Find()));
        _folder.Write("one/default.txt", "eel"u8.ToArray());
        Assert.Equal(("one/eel.safetensors", "one/eel"), Opening(() => library.Find()));
        Assert.Equal(["cat", "dog", "eel", "ant"], library.List().Select(model => model.Name));

        (string, string) Opening(Func<ModelFolder> find)
        {
            opened.Clear();
            return (Path.GetRelativePath(_folder.Path, find().Path).Replace('\\', '/'), string.Join(' ', opened));
        }
    }

    [Fact]
    public void The_default_of_a_folder_without_models_is_not_asked_for()
    {
        Model("two/bee");
        _folder.Write("one/default.txt", "wasp"u8.ToArray());
        _folder.Write("one/no-model.safetensors", [1]);
        Assert.Equal("bee", (Library("one", "two") with { Accepts = _ => false }).Find().Name);
    }
}
