using System.Text.Json;
using Hippogriff.PromptGrammar;
using Hippogriff.Tokenizers;

namespace Hippogriff.Golden.Tests.Prompts;

/// <summary>What the real programs make of prompts: parts, weights, chunks, schedules.</summary>
public class GrammarGoldenTests
{
    private const double Rounding = 1e-12;

    [Fact]
    public void Emphasis_of_the_web_UI_gives_the_recorded_parts()
    {
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("prompts", "a1111.emphasis.jsonl"))
        {
            string prompt = line.Text("prompt");
            if (line.TryGetProperty("error", out _))
                Assert.Throws<HippogriffException>(() => A1111Emphasis.Parse(prompt));
            else
                Compare(wrong, prompt, line.GetProperty("parsed"), A1111Emphasis.Parse(prompt));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Weights_of_ComfyUI_give_the_recorded_parts()
    {
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("prompts", "comfy.weights.jsonl"))
            Compare(wrong, line.Text("prompt"), line.GetProperty("parsed"), ComfyEmphasis.Parse(line.Text("prompt")));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Prompts_joined_by_AND_give_the_recorded_parts()
    {
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("prompts", "a1111.composed.jsonl"))
            Compare(wrong, line.Text("prompt"), line.GetProperty("parts"), ComposedPrompt.Parse(line.Text("prompt")));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Networks_are_taken_out_of_prompts_as_recorded()
    {
        foreach (JsonElement line in GoldenLines.Of("prompts", "a1111.extra_networks.jsonl"))
        {
            (string rest, IReadOnlyList<ExtraNetwork> networks) = ExtraNetworks.TakeFrom(line.Text("prompt"));
            Assert.Equal(line.Text("remaining"), rest);
            JsonElement[] expected = [.. line.GetProperty("networks").EnumerateArray()];
            Assert.Equal(expected.Length, networks.Count);
            foreach ((JsonElement one, ExtraNetwork found) in expected.Zip(networks))
            {
                Assert.Equal(one.Text("kind"), found.Kind);
                Assert.Equal(
                    one.GetProperty("positional").EnumerateArray().Select(item => item.GetString()),
                    found.Positional
                );
                Assert.Equal(
                    one.GetProperty("named").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!),
                    found.Named
                );
            }
        }
    }

    [Fact]
    public void Prompt_editing_gives_the_recorded_texts_at_the_recorded_steps()
    {
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("prompts", "a1111.schedules.jsonl"))
        foreach (JsonElement run in line.GetProperty("schedules").EnumerateArray())
        {
            IReadOnlyList<PromptSchedule> found = PromptSchedule.Of(
                line.Text("prompt"),
                run.GetProperty("steps").GetInt32(),
                run.TryGetProperty("hires_steps", out JsonElement second) ? second.GetInt32() : null,
                run.TryGetProperty("old_rule", out JsonElement old) && old.GetBoolean()
            );
            PromptSchedule[] expected =
            [
                .. run.GetProperty("schedule")
                    .EnumerateArray()
                    .Select(entry => new PromptSchedule(entry[0].GetInt32(), entry[1].GetString()!)),
            ];
            if (!expected.SequenceEqual(found))
                wrong.Add($"{line.Text("prompt")} {run.GetRawText()}: {string.Join(" ", found)}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Chunks_of_the_web_UI_are_those_recorded()
    {
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("prompts", "a1111.chunks.jsonl"))
            CompareChunks(
                wrong,
                line,
                "multipliers",
                A1111Chunks
                    .Divide(
                        A1111Emphasis.Parse(line.Text("prompt")),
                        ClipTokenizer.Standard,
                        commaBacktrack: line.GetProperty("comma_backtrack").GetInt32()
                    )
                    .Chunks
            );
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Chunks_of_ComfyUI_are_those_recorded()
    {
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("prompts", "comfy.chunks.jsonl"))
            CompareChunks(
                wrong,
                line,
                "weights",
                ComfyChunks.Divide(ComfyEmphasis.Parse(line.Text("prompt")), ClipTokenizer.Standard).Chunks
            );
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static void CompareChunks(
        List<string> wrong,
        JsonElement line,
        string weights,
        IReadOnlyList<PromptChunk> found
    )
    {
        JsonElement[] expected = [.. line.GetProperty("chunks").EnumerateArray()];
        if (expected.Length != found.Count)
            wrong.Add($"{line.Text("prompt")}: {found.Count} chunks instead of {expected.Length}");
        foreach ((JsonElement one, PromptChunk chunk) in expected.Zip(found))
        {
            wrong.Note(line.Text("prompt"), one.Numbers("ids")!, chunk.Ids);
            if (!one.GetProperty(weights).Runs().Zip(chunk.Weights).All(pair => Close(pair.First, pair.Second)))
                wrong.Add($"{line.Text("prompt")}: weights {string.Join(' ', chunk.Weights)}");
        }
    }

    private static void Compare(
        List<string> wrong,
        string prompt,
        JsonElement expected,
        IReadOnlyList<WeightedText> found
    )
    {
        WeightedText[] parts =
        [
            .. expected.EnumerateArray().Select(part => new WeightedText(part[0].GetString()!, part[1].GetDouble())),
        ];
        bool same =
            parts.Length == found.Count
            && parts
                .Zip(found)
                .All(pair => pair.First.Text == pair.Second.Text && Close(pair.First.Weight, pair.Second.Weight));
        if (!same)
            wrong.Add(
                $"{JsonSerializer.Serialize(prompt)}: {string.Join(" ", found)} instead of {expected.GetRawText()}"
            );
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) <= Rounding * Math.Max(1, Math.Abs(a));
}
