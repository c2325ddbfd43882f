namespace Hippogriff.Tests.House;

/// <summary>
/// No line is wider than 120 columns. Those that are wider are listed, and their number may only fall.
/// </summary>
public sealed class LineWidthTests
{
    private const int Most = 120;

    /// <summary>
    /// How many lines of a file are wider: texts that tests feed to readers, HTML, SQL, sentences around long
    /// expressions.
    /// </summary>
    private static readonly Dictionary<string, int> s_wider = new()
    {
        ["src/Hippogriff.Data/Captions/CaptionIndex.cs"] = 1,
        ["src/Hippogriff.Data/Zips/ZipImport.cs"] = 1,
        ["src/Hippogriff.Evaluation/ModelDiagnosis.cs"] = 1,
        ["src/Hippogriff.Studio/Apis/Bodies/BodyFault.cs"] = 1,
        ["src/Hippogriff.Studio/Apis/Bodies/BodyReader.cs"] = 1,
        ["src/Hippogriff.Studio/Jobs/JobRequestValidator.cs"] = 1,
        ["src/Hippogriff.Studio/Jobs/LargeMemory.cs"] = 1,
        ["src/Hippogriff.Studio/Pages/Compare/CompareCell.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Forms/CheckBox.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Forms/LoraFields.razor"] = 3,
        ["src/Hippogriff.Studio/Pages/Forms/PictureFile.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Forms/SeedField.razor"] = 2,
        ["src/Hippogriff.Studio/Pages/Forms/Slider.razor"] = 3,
        ["src/Hippogriff.Studio/Pages/Forms/TextBox.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/FromPicture/MaskPanel.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Inside/CloudPlot.razor"] = 4,
        ["src/Hippogriff.Studio/Pages/Inside/MeaningPage.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Inside/NoisePage.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Inside/SpreadPage.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Inside/StepsPage.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Inside/WordsPage.razor"] = 4,
        ["src/Hippogriff.Studio/Pages/Models/ModelField.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Pictures/GalleryPage.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Queue/QueuePage.razor"] = 2,
        ["src/Hippogriff.Studio/Pages/Shell/App.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Shell/ViewSwitches.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Shell/WarningNotes.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Story/StoryPage.razor"] = 1,
        ["src/Hippogriff.Studio/Pages/Train/DatasetUpload.razor"] = 4,
        ["src/Hippogriff.Studio/Pages/Train/LossPlot.razor"] = 4,
        ["src/Hippogriff.Studio/Pages/Train/RunCard.razor"] = 3,
        ["src/Hippogriff.Studio/Pages/Watch/WatchPage.razor"] = 1,
        ["src/Hippogriff.Studio/Storage/Migrations.cs"] = 4,
        ["src/Hippogriff.Studio/Storage/StudioMark.cs"] = 1,
        ["src/Hippogriff.Studio/Trainings/Datasets.cs"] = 2,
        ["src/Hippogriff.Studio/Upkeep/StudioRepair.cs"] = 1,
        ["src/Hippogriff.Training/Diagnosis/CopyReport.cs"] = 1,
        ["src/Hippogriff.Training/Diagnosis/LevelCurves.cs"] = 1,
        ["src/Hippogriff.Training/RunContext.cs"] = 1,
        ["src/Hippogriff/Devices/NativeRuntime.cs"] = 1,
        ["tests/Hippogriff.Campaigns/Fuzzing/FuzzCampaign.cs"] = 1,
        ["tests/Hippogriff.Campaigns/Fuzzing/Replay.cs"] = 1,
        ["tests/Hippogriff.Campaigns/Killing/KillCampaign.cs"] = 1,
        ["tests/Hippogriff.Campaigns/Readers/HttpOperation.cs"] = 1,
        ["tests/Hippogriff.Campaigns/Readers/HttpReaders.cs"] = 1,
        ["tests/Hippogriff.Campaigns/Readers/StudioReaders.cs"] = 2,
        ["tests/Hippogriff.Campaigns/Readers/TextReaders.cs"] = 8,
        ["tests/Hippogriff.EndToEnd.Tests/Apis/McpTests.Refusals.cs"] = 1,
        ["tests/Hippogriff.EndToEnd.Tests/Studio/StudioFigures.cs"] = 5,
        ["tests/Hippogriff.Tests/Cli/GenerateFilesTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Cli/HalfBlockPictureTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Extensions.AI/ImageGeneratorTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Files/JsonTextTests.cs"] = 2,
        ["tests/Hippogriff.Tests/Files/LineEndTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Metadata/ForeignSettingsTests.cs"] = 17,
        ["tests/Hippogriff.Tests/Metadata/InfotextLinesTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Pipelines/HostedLibraryTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Pipelines/TextToImageTests.Sources.cs"] = 1,
        ["tests/Hippogriff.Tests/Scenes/SceneWorldTests.cs"] = 2,
        ["tests/Hippogriff.Tests/Scenes/SpriteLibraryTests.cs"] = 2,
        ["tests/Hippogriff.Tests/Stories/StoryLearningTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Studio/JobRequestValidatorTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Studio/LossHistoryTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Texts/CountedTests.cs"] = 1,
        ["tests/Hippogriff.Tests/Weights/SafetensorsFileTests.Damage.cs"] = 1,
        ["tests/Hippogriff.Tests/Weights/SafetensorsFileTests.cs"] = 2,
        ["tests/Hippogriff.Tests/Weights/SafetensorsWriterTests.cs"] = 1,
    };

    [Fact]
    public void Lines_are_at_most_120_columns_wide()
    {
        List<string> wrong = [];
        Dictionary<string, int> found = [];
        foreach (string file in Repository.Pages("src", "tests", "samples", "benchmarks", "eng"))
        {
            if (file.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
                continue;
            string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, file));
            int[] wide = [.. Enumerable.Range(1, lines.Length).Where(i => lines[i - 1].Length > Most)];
            if (wide.Length > 0)
                found[file] = wide.Length;
            if (wide.Length > s_wider.GetValueOrDefault(file))
                wrong.Add($"{file}: lines {string.Join(", ", wide)} are wider than {Most} columns");
        }
        foreach ((string file, int count) in s_wider)
            if (found.GetValueOrDefault(file) < count)
                wrong.Add($"{file}: only {found.GetValueOrDefault(file)} lines are wider now; lower its number");
        Assert.Empty(wrong);
    }
}
