using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Tests.Cli;

/// <summary>
/// What is wrong outside gets exit code 2, one sentence naming the thing and what is allowed, and leaves no file
/// behind.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("generate 'a cat' --sampler eulr", "--sampler: There is no sampler 'eulr'", "did you mean euler?")]
    [InlineData("generate 'a cat' --schedule karas", "--schedule: There is no schedule 'karas'", "karras")]
    [InlineData("generate 'a cat' --model nowhere", "'nowhere'", "fake")]
    [InlineData("generate 'a cat' --size 65", "width 65", "multiple of 8")]
    [InlineData("generate 'a cat' --size 64x", "--size takes", "'64x'")]
    [InlineData("generate 'a cat' --size 0", "--size: The width 0", "between 1 and 2048")]
    [InlineData("generate 'a cat' --size 99999999999", "--size takes", "from 1 to 2048")]
    [InlineData("generate 'a cat' --steps -5", "--steps: The number of steps -5", "between 1 and 1000")]
    [InlineData("generate 'a cat' --steps 1001", "--steps: The number of steps 1001", "between 1 and 1000")]
    [InlineData("generate 'a cat' --steps ten", "--steps takes", "'ten'")]
    [InlineData("generate 'a cat' --steps", "--steps needs a value", "1 to 1,000")]
    [InlineData("generate 'a cat' --steps 3 --steps 4", "--steps", "2 times")]
    [InlineData("generate 'a cat' --count 0", "--count: The number of pictures 0", "between 1 and 64")]
    [InlineData("generate 'a cat' --guidance NaN", "--guidance takes a number from 0 to 50", "'NaN'")]
    [InlineData("generate 'a cat' --guidance 51", "--guidance: The guidance scale 51", "between 0 and 50")]
    [InlineData("generate 'a cat' --seed -1", "--seed: The seed -1", "between 0 and 9223372036854775807")]
    [InlineData("generate 'a cat' --device gpu", "--device", "cpu")]
    [InlineData("serve --kind sd1", "--kind and --prediction", "--model names it")]
    [InlineData("serve --model first --kind sd1", "first was made by Hippogriff", "for public checkpoints")]
    [InlineData("serve --model first --prediction vv", "--prediction", "'vv'")]
    [InlineData("serve --studio ''", "--studio is empty", "folder")]
    [InlineData("studio check --studio ' '", "--studio is empty", "folder")]
    [InlineData("studio backup --out ''", "--out is empty", "file")]
    [InlineData("generate 'a cat' --out cat.bmp", "--out takes a .png, .jpg or .webp", "cat.bmp")]
    [InlineData("generate 'a cat' --stepz 5", "has no option --stepz", "did you mean --steps?")]
    [InlineData("generate a cat", "'cat'", "quotes")]
    [InlineData("generate", "needs a PROMPT", "--from")]
    [InlineData("generate --from nothing.png", "nothing.png", "")]
    [InlineData("denoise", "needs IMAGE", "PNG")]
    [InlineData("denoise nothing.png", "nothing.png", "")]
    [InlineData("denoise nothing.png --strength 2", "--strength: The strength 2", "between 0 and 1")]
    [InlineData("denoise nothing.png --mask-blur 65", "--mask-blur: The mask blur 65", "between 0 and 64")]
    [InlineData("denoise nothing.png --mask-blur 3", "--mask-blur", "no --mask")]
    [InlineData("add-noise nothing.png", "nothing.png", "")]
    [InlineData("add-noise nothing.png --family vq", "--family takes one of", "flow")]
    [InlineData("add-noise nothing.png --levels 1", "--levels takes a whole number from 2", "'1'")]
    [InlineData("steps", "needs PROMPT", "What to draw")]
    [InlineData("steps 'a cat' --film film.mp4", ".webp or .gif", "film.mp4")]
    [InlineData("walk 'a cat' --frames 1", "--frames takes a whole number from 2 to 64", "'1'")]
    [InlineData("walk 'a cat' --with 'a dog' --film f.gif", "A table has no film", "--film")]
    [InlineData("walk 'a cat' --count 4", "--count", "--with")]
    [InlineData("walk 'a cat' --to 'a dog' --frames 3 --count 4", "--count", "--with")]
    [InlineData("walk 'a cat' --with 'a dog' --to 'a car'", "--to", "table")]
    [InlineData("walk 'a cat' --with 'a dog' --to-seed 5", "--to-seed", "table")]
    [InlineData("walk 'a cat' --with 'a dog' --frames 5", "--frames", "table")]
    [InlineData("attention 'a cat' --count 4", "--count", "--scenes")]
    [InlineData("attention 'a cat' --world w.json", "--world", "--scenes")]
    [InlineData("attention --scenes . --no-striking", "--no-striking", "--scenes")]
    [InlineData("attention 'a cat' --picture p.png --no-striking", "--no-striking", "--picture")]
    [InlineData("spread 'a cat' --world w.json", "--world", "--judge")]
    [InlineData("map --texts 'a cat' 'a dog' --all", "--all", "--texts")]
    [InlineData("map --near 3", "--near", "PROMPT")]
    [InlineData("stereogram p.png --model first", "--model", "picture")]
    [InlineData("stereogram 'a cat' --read depth --relief flat", "--relief", "--read depth")]
    [InlineData("serve --new-key me --port 80", "--port", "--new-key")]
    [InlineData("data check . --no-captions --words 5", "--words", "--no-captions")]
    [InlineData("story 'a man meets a ghost' --steps 5", "--steps", "one step")]
    [InlineData("story --words 5 --wrong 2", "--wrong", "judged")]
    [InlineData("generate 'a cat' --noise-source bacth", "--noise-source", "did you mean batch?")]
    [InlineData("generate 'a cat' --noise-source batch-6-of-5", "'batch-6-of-5'", "picture, batch")]
    [InlineData("generate 'a cat' --sampler 'DPM++ 2M Karas'", "DPM++ 2M Karas", "did you mean DPM++ 2M Karras?")]
    [InlineData("completion tcsh", "'tcsh'", "bash, zsh, fish, pwsh")]
    [InlineData("models show -", "standard input", "picture")]
    [InlineData("genrate 'a cat'", "no command 'genrate'; did you mean generate?", "doctor, completion.")]
    [InlineData("walk 'a cat' --to-seed x", "--to-seed takes", "'x'")]
    [InlineData("survival nothing.png", "nothing.png", "")]
    [InlineData("survival nothing.png --levels 31", "--levels takes a whole number from 1 to 30", "'31'")]
    [InlineData("attention", "needs a PROMPT", "--scenes")]
    [InlineData("attention 'a cat' --scenes x", "--scenes", "no PROMPT")]
    [InlineData("attention --scenes no-such-folder", "no-such-folder", "sprites")]
    [InlineData("map --groups no.json", "no.json", "cannot be read")]
    [InlineData("map --layout circle", "--layout takes one of neighbours, axes", "'circle'")]
    [InlineData("spread", "needs at least one PROMPT", "--ladders")]
    [InlineData("spread 'a cat' --ladders first", "--ladders", "no PROMPT")]
    [InlineData("spread --ladders no.json", "no.json", "cannot be read")]
    [InlineData("spread 'a cat' --count 2", "--count takes a whole number from 3 to 64", "'2'")]
    [InlineData("stereogram", "needs PICTURE|PROMPT", "words in quotes")]
    [InlineData("stereogram nothing.png", "nothing.png", "")]
    [InlineData("stereogram 'a cat' --pattern tile", "--pattern tile", "--tile PICTURE")]
    [InlineData("stereogram 'a cat' --pattern dots --tile x.png", "--tile", "--pattern dots")]
    [InlineData("stereogram 'a cat' --depth 0.7", "--depth takes a number from 0.05 to 0.6", "'0.7'")]
    [InlineData("stereogram 'a cat' --separation 500", "from 24 to 400 pixels", "500")]
    [InlineData("stereogram 'a cat' --size 32", "at least 64x64", "32x32")]
    [InlineData("stereogram 'a cat' --out s.jpg", "--out takes a .png file", "s.jpg")]
    [InlineData("stereogram solve", "needs PICTURE", "")]
    [InlineData("stereogram solve nothing.png", "nothing.png", "")]
    [InlineData("stereogram solve nothing.png --period 5", "--period takes a whole number from 12", "'5'")]
    [InlineData("perfect no-such-folder --without-network", "no-such-folder", "")]
    [InlineData("perfect . --without-network --model first", "--without-network", "'first'")]
    [InlineData("perfect . --size 32", "--size is for --without-network", "")]
    [InlineData("perfect . --patch 4", "--patch takes an odd number", "4")]
    [InlineData("perfect . --count 17", "--count takes a whole number from 1 to 16", "'17'")]
    [InlineData("train --data . --out x --minutes 5 --updates 5", "--minutes or by --updates", "not by both")]
    [InlineData("train --data . --out x --minutes 0", "--minutes takes a number above 0", "'0'")]
    [InlineData("train --data no-such-folder --out x --steps 1", "no-such-folder", "captioned pictures")]
    [InlineData("train --data . --out x --steps 1 --recipe no.json", "no.json", "JSON")]
    [InlineData("train --data . --out x", "needs its length", "--updates N")]
    [InlineData("train --data . --out x --steps 1 --resume --size 32", "--size", "--resume")]
    [InlineData("train --out x", "--data", "")]
    [InlineData("judge --out x", "--data", "")]
    [InlineData("judge --data no-such-folder --out x", "no-such-folder", "sprites folder")]
    [InlineData("judge --data . --out x --resume", "'x'", "leave --resume out")]
    [InlineData("judge --data . --out x --resume --rate 0.1", "--rate", "--resume")]
    [InlineData("judge --data . --out x --world no.json", "no.json", "world file")]
    [InlineData("evaluate", "--data", "")]
    [InlineData("evaluate --data no-such-folder", "no-such-folder", "sprites folder")]
    [InlineData("evaluate --data . --only colors", "--only takes one of single, two", "did you mean colours?")]
    [InlineData("evaluate --data . --only compound", "has no prompts of the category compound", "single")]
    [InlineData("evaluate --data . --count 65", "--count takes a whole number from 1 to 64", "'65'")]
    [InlineData("evaluate --data . --training-seed -1", "--training-seed takes a whole number", "'-1'")]
    [InlineData("evaluate --data . --world no.json", "no.json", "world file")]
    [InlineData("data check no-such-folder", "no-such-folder", "")]
    [InlineData("models show ./no-such-model", "no-such-model", "")]
    [InlineData("drow 'a cat'", "no command 'drow'", "generate")]
    [InlineData("--nonsense", "--nonsense", "")]
    public async Task Bad_input_gets_one_sentence(string line, string named, string allowed)
    {
        Assert.Equal(2, await _run.RunAsync(Split(line)));
        AssertOneSentence(_run.Error);
        Assert.Contains(named, _run.Error, StringComparison.Ordinal);
        Assert.Contains(allowed, _run.Error, StringComparison.Ordinal);
        Assert.Equal("", _run.Output);
        Assert.Empty(_run.Files());
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_refused_by_name()
    {
        File.WriteAllText(_run.PathTo("words.png"), "These are words.");
        foreach (
            string[] line in (string[][])
                [
                    ["denoise", _run.PathTo("words.png")],
                    ["generate", "--from", _run.PathTo("words.png")],
                    ["noise", _run.PathTo("words.png")],
                    ["models", "show", _run.PathTo("words.png")],
                ]
        )
        {
            Assert.Equal(2, await _run.RunAsync(line));
            AssertOneSentence(_run.Error);
            Assert.Contains("words.png", _run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_without_settings_cannot_be_drawn_again()
    {
        PngFile.Write(_run.PathTo("plain.png"), FakePipeline.Plain(8, 8, 1));
        Assert.Equal(2, await _run.RunAsync("generate", "--from", _run.PathTo("plain.png")));
        Assert.Contains("carries no settings", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denoised_picture_is_sent_to_denoise_to_be_drawn_again()
    {
        PngFile.Write(_run.PathTo("source.png"), FakePipeline.Plain(16, 16, 1));
        await _run.RunAsync("denoise", _run.PathTo("source.png"), "--out", _run.PathTo("a.png"));
        Assert.Equal(2, await _run.RunAsync("generate", "--from", _run.PathTo("a.png")));
        Assert.Contains("hippogriff denoise", _run.Error, StringComparison.Ordinal);
        Assert.Equal(
            0,
            await _run.RunAsync(
                "denoise",
                _run.PathTo("source.png"),
                "--from",
                _run.PathTo("a.png"),
                "--out",
                _run.PathTo("b.png")
            )
        );
        Assert.Equal(File.ReadAllBytes(_run.PathTo("a.png")), File.ReadAllBytes(_run.PathTo("b.png")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused_before_anything_is_drawn()
    {
        File.WriteAllText(_run.PathTo("file"), "");
        Assert.Equal(2, await _run.RunAsync("generate", "a cat", "--out", _run.PathTo("file/pictures")));
        AssertOneSentence(_run.Error);
        Assert.Contains("file/pictures", _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Pipeline.Requests);
        Assert.Equal(["file"], _run.Files());
    }

    [Fact]
    public async Task A_prompt_may_start_with_anything_after_two_dashes()
    {
        Assert.Equal(0, await _run.RunAsync("generate", "--steps", "2", "--", "--a cat"));
        Assert.Equal("--a cat", _run.Pipeline.Requests[0].Prompt);
        Assert.Equal(0, await _run.RunAsync("generate", "@home"));
        Assert.Equal("@home", _run.Pipeline.Requests[1].Prompt);
    }

    private static void AssertOneSentence(string error)
    {
        Assert.EndsWith(
            "." + Environment.NewLine,
            error.Replace("?" + Environment.NewLine, "." + Environment.NewLine, StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
    }

    /// <summary>Splits as a shell does, with single quotes.</summary>
    private static string[] Split(string line) =>
        [
            .. line.Split('\'')
                .SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
}
