using Hippogriff.Cli.Trainings;
using Hippogriff.Pipelines;
using Hippogriff.Training.Runs;

namespace Hippogriff.Tests.Cli;

public sealed class LoraCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    private string Lora(string name)
    {
        string file = _run.PathTo(name);
        File.WriteAllText(file, name);
        return file;
    }

    [Fact]
    public async Task Loras_and_their_numbers_reach_the_request()
    {
        (string dog, string snow) = (Lora("my-dog.safetensors"), Lora("a:b.safetensors"));
        Assert.Equal(
            0,
            await _run.RunAsync(
                "generate",
                "a rex",
                "--lora",
                dog + ":0.8",
                "--lora",
                snow + ":-1.5",
                "--out",
                _run.PathTo("x.png")
            )
        );
        Assert.Equal([new LoraChoice(dog, 0.8), new LoraChoice(snow, -1.5)], _run.Pipeline.Requests.Single().Loras);
        Assert.Equal(0, await _run.RunAsync("generate", "a rex", "--lora", snow, "--out", _run.PathTo("y.png")));
        Assert.Equal([new LoraChoice(snow)], _run.Pipeline.Requests.Last().Loras);
    }

    [Theory]
    [InlineData("x.safetensors:5")]
    [InlineData("x.safetensors:NaN")]
    public async Task A_number_out_of_range_is_refused(string typed)
    {
        Assert.Equal(2, await _run.RunAsync("generate", "a rex", "--lora", typed));
        Said.InOrder($"--lora takes a file ... -4 to 4 ... '{typed}'", _run.Error);
    }

    [Fact]
    public async Task A_training_of_a_lora_is_ordered_with_all_that_was_said()
    {
        TrainingRequest? got = null;
        _run.Training = (order, _, _) =>
        {
            got = order;
            return Task.FromResult(new TrainingEnd("runs/dog/dog.safetensors", Finished: true));
        };
        Assert.Equal(
            0,
            await _run.RunAsync(
                "train",
                "--data",
                _run.Folder,
                "--base",
                "first",
                "--lora-rank",
                "8",
                "--like",
                "dog",
                "--prior",
                "32",
                "--out",
                "runs/dog",
                "--minutes",
                "20",
                "--device",
                "cpu"
            )
        );
        Assert.Equal(
            new TrainingRequest
            {
                Data = _run.Folder,
                Out = "runs/dog",
                From = "first",
                Lora = 8,
                Like = "dog",
                Prior = 32,
                Length = new TrainingLength(null, 20),
                Device = "cpu",
            },
            got
        );
        Assert.Equal("runs/dog/dog.safetensors" + Environment.NewLine, _run.Output);
    }

    [Theory]
    [InlineData("--like ... --lora-rank", "--like", "dog")]
    [InlineData("--prior ... --lora-rank", "--prior", "3")]
    [InlineData("--size ... --lora-rank", "--lora-rank", "8", "--size", "32")]
    [InlineData("--no-captions ... --lora-rank", "--lora-rank", "8", "--no-captions")]
    [InlineData("--lora-rank ... 1 to 256, not '0'", "--lora-rank", "0")]
    public async Task Orders_that_cannot_be_are_refused(string said, params string[] args)
    {
        Assert.Equal(
            2,
            await _run.RunAsync(["train", "--data", _run.Folder, "--out", "runs/dog", "--minutes", "20", .. args])
        );
        Said.InOrder(said, Assert.Single(_run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)));
    }
}
