using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;

namespace Hippogriff.Pipelines;

/// <summary>A model in the levels of a scheduler's run; the model itself owns everything.</summary>
internal sealed class ScheduledModel(DiffusionModel model, SchedulerRun run) : ModelAspect(model), IPictureModel
{
    private readonly DiffusionModel _model = model;

    public override NoiseFamily Family => run.Family;

    public bool IsAdapted => _model.IsAdapted;

    public override Denoiser DenoiserFor(Condition condition) => run.ToDenoiser(_model.NetworkFor(condition));

    public override void Dispose() { }
}
