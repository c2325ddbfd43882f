using Hippogriff.Tests.Models;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Optimisation;
using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AdamWTests.Numbers _network = new(50);
    private readonly FlatParameters _flat;
    private readonly AdamW _optimiser;
    private readonly CheckpointFolder _checkpoints;

    public CheckpointFolderTests()
    {
        _flat = new FlatParameters(_network, ScalarType.Float32);
        _optimiser = new AdamW(_flat);
        _checkpoints = new CheckpointFolder(_folder.Path);
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _flat.Dispose();
        _network.Dispose();
        _folder.Dispose();
    }

    private void Save(long step)
    {
        using (no_grad())
            _flat.Master.fill_(Held(step));
        _checkpoints.Save(
            new TrainingState(step, 8 * step, 0.1 * step, 1.0 / 3, step == 1 ? double.PositiveInfinity : 1e-300),
            _flat,
            _optimiser
        );
    }

    private string PathOf(long step) => _folder.In($"step-{step:D9}.safetensors");

    private (TrainingState? State, List<string> Warnings) Restore()
    {
        List<string> warnings = [];
        return (_checkpoints.Restore(_flat, _optimiser, warnings.Add), warnings);
    }

    [Fact]
    public void Numbers_come_back_exactly()
    {
        foreach (long step in new[] { 1L, 2L })
        {
            Save(step);
            Assert.Equal(
                new TrainingState(step, 8 * step, 0.1 * step, 1.0 / 3, step == 1 ? double.PositiveInfinity : 1e-300),
                Restore().State
            );
        }
    }

    [Fact]
    public void The_two_newest_are_kept()
    {
        foreach (long step in new[] { 5, 90, 100, 1_000_000_000L })
            Save(step);
        Assert.Equal(
            [PathOf(100), PathOf(1_000_000_000)],
            Directory.GetFiles(_folder.Path).OrderBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Files_that_only_look_like_checkpoints_stay()
    {
        foreach (
            string name in new[] { "step-mine.safetensors", "step-1.safetensors", "step-000000001.safetensors.partial" }
        )
            _folder.Write(name, "of somebody");
        foreach (long step in new[] { 5, 6, 7 })
            Save(step);
        Assert.Equal(5, Directory.GetFiles(_folder.Path).Length);
        Assert.False(File.Exists(PathOf(5)));
    }

    public static TheoryData<string> Damages =>
        [
            "truncated",
            "empty",
            "text",
            "no state",
            "no step",
            "no moment",
            "a moment of another size",
            "a step that is no number",
            "a step too large",
        ];

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_newest_checkpoint_is_named_and_the_one_before_is_used(string damage)
    {
        Save(3);
        Save(4);
        Damage(damage, PathOf(4));
        using (no_grad())
            _flat.Master.fill_(Held(-1));
        (TrainingState? state, List<string> warnings) = Restore();
        Assert.Equal(3, state!.Step);
        Assert.True(_flat.Master.eq(Held(3)).all().item<bool>());
        string sentence = Assert.Single(warnings);
        Assert.Contains(PathOf(4), sentence, StringComparison.Ordinal);
        Assert.Contains("passed over", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Theory, MemberData(nameof(Damages))]
    public void Where_no_checkpoint_can_be_read_that_is_said_and_nothing_is_changed(string damage)
    {
        Save(4);
        Damage(damage, PathOf(4));
        using (no_grad())
            _flat.Master.fill_(Held(-1));
        string sentence = Assert.Throws<HippogriffException>(() => Restore()).Message;
        Assert.Contains(_folder.Path, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.True(_flat.Master.eq(Held(-1)).all().item<bool>(), "half of a damaged checkpoint was taken over");
        Assert.True(_optimiser.FirstMoment.eq(Held(0)).all().item<bool>());
    }

    [Fact]
    public void An_empty_or_missing_folder_holds_none()
    {
        Assert.Null(Restore().State);
        Assert.Null(new CheckpointFolder(_folder.In("nowhere")).Restore(_flat, _optimiser));
    }

    [Fact]
    public void A_checkpoint_of_another_network_is_refused()
    {
        Save(4);
        using AdamWTests.Numbers network = new(51);
        using FlatParameters flat = new(network, ScalarType.Float32);
        using AdamW optimiser = new(flat);
        string sentence = Assert.Throws<HippogriffException>(() => _checkpoints.Restore(flat, optimiser)).Message;
        Assert.Contains("50", sentence, StringComparison.Ordinal);
        Assert.Contains("51", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Saving_and_restoring_leave_no_tensor_behind()
    {
        long before = TinyNetworks.Live;
        Save(1);
        Restore();
        Assert.Equal(before, TinyNetworks.Live);
    }

    private void Damage(string how, string path)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, string> state = new()
        {
            ["step"] = "4",
            ["samples"] = "32",
            ["seconds"] = "1",
            ["smooth_loss"] = "1",
            ["best_loss"] = "1",
        };
        Dictionary<string, Tensor> tensors = new()
        {
            ["weights"] = full(new long[] { 50 }, Held(9f)),
            ["average"] = zeros(50),
            ["first_moment"] = ones(50),
            ["second_moment"] = zeros(50),
        };
        switch (how)
        {
            case "truncated":
                using (FileStream stream = File.OpenWrite(path))
                    stream.SetLength(stream.Length - 1);
                return;
            case "empty":
                File.WriteAllBytes(path, []);
                return;
            case "text":
                File.WriteAllText(path, new string('x', 5000));
                return;
            case "no state":
                state.Clear();
                break;
            case "no step":
                state.Remove("step");
                break;
            case "no moment":
                tensors.Remove("second_moment");
                break;
            case "a moment of another size":
                tensors["second_moment"] = zeros(49);
                break;
            case "a step that is no number":
                state["step"] = "four";
                break;
            case "a step too large":
                state["step"] = "99999999999999999999";
                break;
        }
        SafetensorsWriter.Write(path, tensors, metadata: state);
    }
}
