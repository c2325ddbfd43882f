using Hippogriff.Conditioning;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Latents;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training.Diagnosis;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training.Diagnosis;

public sealed class DenoiserExamTests
{
    [Fact]
    public void Pictures_of_several_shapes_are_examined_in_the_commonest()
    {
        using TemporaryFolder folder = new();
        CaptionedFolder written = new(folder.Path);
        for (int i = 0; i < 5; i++)
            written.Add(TinyModel.Plain(i < 2 ? 16 : 20, i < 2 ? 16 : 12, 50, 50, (byte)(40 * i)), ["a square"]);
        written.End();
        Guesser black = new(_ => [-1, -1, -1]);
        Assert.Equal(
            3,
            DenoiserExam.Of(FolderSource.Open(folder.Path, 16, 1, new() { Buckets = 4 })).Look(black).Pictures
        );
        Assert.Equal(5, DenoiserExam.Of(FolderSource.Open(folder.Path, 16, 1)).Look(black).Pictures);
    }

    private static Example[] Pictures { get; } = [.. Enumerable.Range(0, 12).Select(i => new ColourSource().Get(i))];

    /// <summary>Guesses by a rule over the prompts alone, in pixels.</summary>
    private sealed class Guesser(Func<string, float[]> colour) : IPictureModel, ITextConditioner
    {
        public string Name => "guesser";

        public string Hash => "0";

        public GenerationDefaults Defaults { get; } =
            new()
            {
                Steps = 1,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 1,
                Width = 16,
                Height = 16,
            };

        public int SizeMultiple => 1;

        public NoiseFamily Family { get; } = new Flow();

        public Device Device => CPU;

        public ITextConditioner Conditioner => this;

        public ILatentCodec Codec => PixelCodec.Shared;

        public Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request) =>
            new(stack([.. prompts.Select(p => tensor(colour(p)).view(1, 3))]), null);

        public Denoiser DenoiserFor(Condition condition) =>
            (x, _) => condition.Tokens.view(-1, 3, 1, 1).expand(x.shape);

        public void Dispose() { }
    }

    private static float[] Mean { get; } = MeanColour();

    private static float[] MeanColour()
    {
        using DisposeScope scope = NewDisposeScope();
        return PictureBatch.Of(Pictures).Pixels(CPU, ScalarType.Float32).mean([0, 2, 3]).data<float>().ToArray();
    }

    private static float[] Named(string prompt) =>
        prompt.Length == 0
            ? Mean
            :
            [
                prompt.Contains("red", StringComparison.Ordinal) ? 0.8f : -0.8f,
                prompt.Contains("green", StringComparison.Ordinal) ? 0.8f : -0.8f,
                prompt.Contains("blue", StringComparison.Ordinal) ? 0.8f : -0.8f,
            ];

    [Fact]
    public void The_mean_colour_misses_everything_and_words_change_nothing()
    {
        Examination exam = new DenoiserExam(Pictures).Look(new Guesser(_ => Mean));
        Assert.Equal(DenoiserExam.Levels, exam.Levels.Select(l => l.Sigma));
        Assert.All(
            exam.Levels,
            l =>
                Assert.Equal(
                    (1, 1, 1),
                    (Math.Round(l.ValidationLoss, 4), Math.Round(l.WithoutWords, 4), Math.Round(l.OtherWords, 4))
                )
        );
        Assert.Equal(0, exam.WordsGain, 1e-6);
        Assert.False(exam.UsesWords);
    }

    [Fact]
    public void A_guess_by_the_words_is_better_with_the_own_words_than_with_none_or_others()
    {
        Examination exam = new DenoiserExam(Pictures).Look(new Guesser(Named));
        Assert.True(exam.ValidationLoss < 0.3, $"{exam.ValidationLoss}");
        Assert.Equal(1, exam.WithoutWords, 1e-4);
        Assert.True(exam.OtherWords > 1.5, $"{exam.OtherWords}");
        Assert.Equal(exam.OtherWords / exam.ValidationLoss - 1, exam.WordsGain, 1e-4);
        Assert.True(exam.UsesWords);
    }

    [Fact]
    public void Where_all_captions_are_the_same_nobody_can_tell_whether_words_are_used()
    {
        Examination exam = new DenoiserExam([.. Pictures.Select(p => p with { Caption = "a square" })]).Look(
            new Guesser(_ => Mean)
        );
        Assert.Null(exam.UsesWords);
        Assert.True(double.IsNaN(exam.OtherWords) && !double.IsNaN(exam.WithoutWords));
    }

    [Fact]
    public void The_short_way_asks_with_the_own_words_only()
    {
        Examination exam = new DenoiserExam(Pictures).Look(new Guesser(Named), words: false);
        Assert.Equal(new DenoiserExam(Pictures).Look(new Guesser(Named)).ValidationLoss, exam.ValidationLoss);
        Assert.True(double.IsNaN(exam.WithoutWords) && exam.UsesWords is null);
    }

    [Fact]
    public void One_picture_is_enough_and_one_colour_divides_by_no_zero()
    {
        Examination exam = new DenoiserExam([Pictures[0]]).Look(new Guesser(_ => Mean));
        Assert.All(exam.Levels, l => Assert.True(double.IsFinite(l.ValidationLoss)));
        Assert.Null(exam.UsesWords);
    }

    [Fact]
    public void A_difference_is_believed_only_beyond_its_error()
    {
        (double gain, double error) = DenoiserExam.Gain([1, 1, 1, 1], [1.5, 0.6, 1.6, 0.5]);
        Assert.Equal(0.05, gain, 1e-9);
        Assert.True(error > gain);
        Assert.False(new Examination([], 4, gain, error).UsesWords);
        Assert.True(new Examination([], 4, gain, gain / 3).UsesWords);
        Assert.False(new Examination([], 4, 0.004, 0).UsesWords);
    }

    [Fact]
    public void An_examination_leaves_no_tensor_behind()
    {
        DenoiserExam exam = new(Pictures);
        long before = Models.TinyNetworks.Live;
        exam.Look(new Guesser(Named));
        Assert.Equal(before, Models.TinyNetworks.Live);
    }
}
