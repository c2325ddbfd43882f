using Hippogriff.Essay.Claims;
using Hippogriff.Essay.Measuring;
using Hippogriff.Weights;

namespace Hippogriff.Essay;

/// <summary>How far the experiments are.</summary>
/// <param name="Share">Share of all work that is done, 0 to 1, by what each takes with the shipped models.</param>
/// <param name="Done">The claim that was just answered; null in between.</param>
public sealed record EssayProgress(double Share, ClaimResult? Done = null);

/// <summary>
/// The factual claims of the essay, each run as an experiment on loaded models. Each experiment says in its own file
/// what it measures, what the number must be, and why. These thresholds were chosen before anything was measured.
/// </summary>
public static class EssayClaims
{
    private static readonly IClaim[] s_all =
    [
        new WrongWordClaim(),
        new RepairsClaim(),
        new PlotClaim(),
        new GenreClaim(),
        new LevelsClaim(),
        new StepsClaim(),
        new NoiseClaim(),
        new PromptClaim(),
        new GuidanceClaim(),
        new WordsClaim(),
        new SpecificClaim(),
        new SeedsClaim(),
        new CopiesClaim(),
        new InventsClaim(),
        new HiddenClaim(),
    ];

    /// <summary>Names of the experiments, in the order of the essay.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. s_all.Select(claim => claim.Id)];

    /// <summary>
    /// Asks the models. A claim that they cannot be asked is answered by <see cref="ClaimVerdict.NotAsked"/> with the
    /// reason. The random numbers are those of the plan's seed, so the answers can be had again.
    /// </summary>
    /// <param name="models">The models; the caller owns the thread of their device.</param>
    /// <param name="clock">Tells how long each takes.</param>
    /// <param name="plan">How much is asked; null: all.</param>
    /// <param name="ids">Which claims, of <see cref="Ids"/>; null: all.</param>
    /// <param name="progress">Receives how far it is, and every answer as it comes.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    /// <returns>One result per claim, in the order of the essay.</returns>
    /// <exception cref="HippogriffException">There is no such claim.</exception>
    public static IReadOnlyList<ClaimResult> Ask(
        EssayModels models,
        TimeProvider clock,
        EssayPlan? plan = null,
        IReadOnlyList<string>? ids = null,
        IProgress<EssayProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        Require(ids ?? []);
        IClaim[] asked = [.. s_all.Where(claim => ids is null || ids.Contains(claim.Id))];
        ClaimSession session = new(models, plan ?? new EssayPlan(), cancellationToken);
        double all = asked.Sum(claim => claim.Work),
            done = 0;
        List<ClaimResult> results = [];
        foreach (IClaim claim in asked)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Progress = progress is null ? null : new Part(progress, done / all, claim.Work / all);
            long started = clock.GetTimestamp();
            ClaimResult result = Answer(claim, session) with
            {
                Seconds = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 1),
            };
            results.Add(result);
            done += claim.Work;
            progress?.Report(new EssayProgress(done / all, result));
        }
        return results;
    }

    /// <summary>Refuses a name that no experiment has.</summary>
    /// <param name="ids">Names of experiments.</param>
    /// <exception cref="HippogriffException">The message lists those that there are.</exception>
    public static void Require(IEnumerable<string> ids)
    {
        if (ids.FirstOrDefault(id => !Ids.Contains(id)) is { } unknown)
            throw new HippogriffException(
                $"There is no claim {Quoted.Name(unknown)}; there are: {string.Join(", ", Ids)}."
            );
    }

    private static ClaimResult Answer(IClaim claim, ClaimSession session)
    {
        try
        {
            ClaimAnswer answer = claim.Ask(session);
            return new ClaimResult(
                claim.Id,
                claim.Sentence,
                answer.Holds ? ClaimVerdict.Holds : ClaimVerdict.DoesNotHold
            )
            {
                Number = answer.Number,
                Wanted = answer.Wanted,
                Beside = answer.Beside,
                Examples = answer.Examples,
                Pictures = answer.Pictures,
            };
        }
        catch (HippogriffException refusal)
        {
            return new ClaimResult(claim.Id, claim.Sentence, ClaimVerdict.NotAsked) { Reason = refusal.Message };
        }
    }

    private sealed class Part(IProgress<EssayProgress> whole, double from, double share) : IProgress<double>
    {
        public void Report(double value) => whole.Report(new EssayProgress(from + value * share));
    }
}
