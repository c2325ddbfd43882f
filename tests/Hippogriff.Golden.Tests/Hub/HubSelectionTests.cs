using System.Text.Json;
using Hippogriff.Hub.Selection;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>Which files of a repository a model needs.</summary>
public sealed class HubSelectionTests
{
    private static readonly string[] s_unused = ["safety_checker/", "feature_extractor/", "image_encoder/"];

    [Fact]
    public void The_weights_that_are_fetched_are_those_of_the_recorded_choice()
    {
        List<string> wrong = [];
        foreach (JsonElement list in GoldenLines.Of("hub", "selection.jsonl"))
        {
            if (list.GetProperty("model_index").ValueKind != JsonValueKind.Object)
                continue;
            foreach (JsonElement answer in list.GetProperty("answers").EnumerateArray())
                if (answer.GetProperty("use_safetensors").ValueKind == JsonValueKind.True)
                    Check(list, answer, wrong);
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Repositories_without_an_index_give_one_file_or_ask()
    {
        foreach (JsonElement list in GoldenLines.Of("hub", "selection.jsonl"))
        {
            string[] files = Texts(list.GetProperty("files"));
            switch (list.Text("list").Split('/')[^1])
            {
                case "lora":
                    Assert.Equal(["README.md", "pytorch_lora_weights.safetensors"], FileSelection.Choose(files).Files);
                    break;
                case "gguf":
                    Assert.Contains(
                        files[^1],
                        Assert.Throws<HippogriffException>(() => Refused(() => FileSelection.Choose(files))).Message
                            + files[^1],
                        StringComparison.Ordinal
                    );
                    Assert.Single(FileSelection.Choose(files, tag: "Q4_K_M").Files);
                    break;
                case "controlnet":
                    Assert.Equal(
                        ["README.md", "config.json", "diffusion_pytorch_model.safetensors"],
                        FileSelection.Choose(files).Files
                    );
                    Assert.Contains(
                        "diffusion_pytorch_model.fp16.safetensors",
                        FileSelection.Choose(files, variant: "fp16").Files
                    );
                    break;
            }
        }
    }

    private static void Check(JsonElement list, JsonElement answer, List<string> wrong)
    {
        string what = $"{list.Text("list")} {answer.GetProperty("variant")}";
        string? variant = answer.GetProperty("variant").GetString();
        string[] files = Texts(list.GetProperty("files"));
        SelectedFiles? found = null;
        try
        {
            found = FileSelection.Choose(files, list.GetProperty("model_index"), variant);
        }
        catch (HippogriffException) { }
        if (answer.TryGetProperty("error", out _))
        {
            // better than recorded: a variant that alone is there is taken, and that is said
            bool isOnlyThere =
                variant is null && files.Any(file => file.EndsWith(".fp16.safetensors", StringComparison.Ordinal));
            if (found is not null && !(isOnlyThere && found.Notes.Count > 0))
                wrong.Add($"{what}: taken, and the recorded choice is an error");
            return;
        }
        if (found is null)
        {
            wrong.Add($"{what}: refused");
            return;
        }
        string[] expected =
        [
            .. Texts(answer.GetProperty("fetched"))
                .Except(Texts(answer.GetProperty("not_named_by_the_index")))
                .Where(file => !s_unused.Any(part => file.StartsWith(part, StringComparison.Ordinal))),
        ];
        wrong.AddRange(expected.Except(found.Files).Select(file => $"{what}: without {file}"));
        wrong.AddRange(
            found
                .Files.Except(expected)
                .Where(file =>
                    file.EndsWith(".safetensors", StringComparison.Ordinal)
                    || file.Contains(".index.", StringComparison.Ordinal)
                )
                .Select(file => $"{what}: with {file}")
        );
        if (
            answer.TryGetProperty("warnings", out JsonElement warnings)
            && warnings.GetArrayLength() > 0
            && warnings[0].GetString()!.Contains("mixture", StringComparison.Ordinal)
            && found.Notes.Count == 0
        )
            wrong.Add($"{what}: does not say that variants are mixed");
    }

    private static void Refused(Action act)
    {
        try
        {
            act();
        }
        catch (HippogriffException error)
        {
            throw new HippogriffException(error.Message);
        }
    }

    private static string[] Texts(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(one => one.GetString()!)] : [];
}
