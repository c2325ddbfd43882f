using Hippogriff.Pipelines;
using Hippogriff.Story;

namespace Hippogriff.Essay.Measuring;

/// <summary>What an experiment works with.</summary>
/// <param name="models">The models.</param>
/// <param name="plan">How much is asked.</param>
/// <param name="stop">Stops it.</param>
internal sealed class ClaimSession(EssayModels models, EssayPlan plan, CancellationToken stop)
{
    /// <summary>The picture model.</summary>
    public IPictureModel Model => models.Pictures;

    /// <summary>The story model.</summary>
    public StoryModel Story => models.Story;

    /// <summary>Pictures drawn so far, and what the judge sees in them; shared by all experiments.</summary>
    public JudgedDrawings Drawings { get; } = new(models, plan.Seed, stop);

    /// <summary>Seed of the first drawing and of the plots.</summary>
    public long Seed => plan.Seed;

    /// <summary>Stops the experiments.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Receives the share done of the experiment that runs.</summary>
    public IProgress<double>? Progress { get; set; }

    /// <summary>How many are asked: all, or a quarter but at least <paramref name="least"/>.</summary>
    public int Of(int all, int least = 4) => plan.Quick ? Math.Max(least, all / 4) : all;
}

/// <summary>One claim of the essay as an experiment.</summary>
internal interface IClaim
{
    /// <summary>Name of the experiment.</summary>
    string Id { get; }

    /// <summary>The claim, one sentence.</summary>
    string Sentence { get; }

    /// <summary>About how long it takes with the shipped models, in seconds of two cores.</summary>
    double Work { get; }

    /// <summary>Asks the models.</summary>
    /// <exception cref="HippogriffException">The models cannot be asked this.</exception>
    ClaimAnswer Ask(ClaimSession session);
}

/// <summary>What an experiment found.</summary>
/// <param name="Holds">Whether the claim holds.</param>
/// <param name="Number">The number that decides.</param>
/// <param name="Wanted">What it must be.</param>
internal sealed record ClaimAnswer(bool Holds, ClaimNumber Number, string Wanted)
{
    public IReadOnlyList<ClaimNumber> Beside { get; init; } = [];

    public IReadOnlyList<string> Examples { get; init; } = [];

    public IReadOnlyList<ClaimPicture> Pictures { get; init; } = [];
}
