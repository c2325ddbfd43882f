using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Latents;
using Hippogriff.Models.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Sharing;

/// <summary>
/// A model as one of several drawings sees it, on the drawing's thread. Passes of the network are shared with the other
/// drawings; prompts and latents are coded on the device's thread.
/// </summary>
internal sealed class SharedDrawing : ModelAspect, IVocabularyModel
{
    private readonly SharedPasses _passes;
    private readonly DiffusionModel _model;
    private readonly CancellationToken _stop;

    /// <param name="passes">The shared passes.</param>
    /// <param name="model">The model; not owned.</param>
    /// <param name="stop">Ends it, also while it waits for the device.</param>
    public SharedDrawing(SharedPasses passes, DiffusionModel model, CancellationToken stop)
        : base(model)
    {
        (_passes, _model, _stop) = (passes, model, stop);
        (Conditioner, Codec) = (new Texts(this), new Pixels(this));
    }

    /// <summary>Whether passes wait for it; belongs to the lock of <see cref="SharedPasses"/>.</summary>
    public bool IsExpected { get; set; }

    /// <inheritdoc/>
    public override string? BrokenWeight() => OnDevice(_model.BrokenWeight);

    /// <inheritdoc/>
    public override ITextConditioner Conditioner { get; }

    /// <inheritdoc/>
    public override ILatentCodec Codec { get; }

    /// <inheritdoc/>
    public TextReading ReadingOf(string prompt, IReadOnlySet<string>? added = null) => _model.ReadingOf(prompt, added);

    /// <inheritdoc/>
    public TextReading ReadingNow(string prompt) => OnDevice(() => _model.ReadingNow(prompt));

    /// <inheritdoc/>
    public override Denoiser DenoiserFor(Condition condition) =>
        _model.DenoiserOf(
            (x, time) =>
            {
                // [K]: all alike
                Tensor times = time.narrow(0, 0, condition.Rows);
                return Owned(_passes.Pass(new SharedRows(this, x, times, condition), _stop));
            }
        );

    /// <summary>The drawing has ended; the model lives on.</summary>
    public override void Dispose() => _passes.Leave(this);

    /// <summary>Runs what computes much on the device's thread. Passes of others do not wait for it.</summary>
    private T OnDevice<T>(Func<T> work)
    {
        _passes.Leave(this);
        return _passes.OnDevice(work, _stop);
    }

    private Tensor TensorOnDevice(Func<Tensor> work) => Owned(OnDevice(() => work().DetachFromDisposeScope()));

    /// <summary>A tensor in no dispose scope becomes the current scope's.</summary>
    private static Tensor Owned(Tensor tensor)
    {
        using (tensor)
            return tensor.alias();
    }

    private sealed class Texts(SharedDrawing drawing) : ITextConditioner
    {
        public Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request) =>
            drawing
                .OnDevice(() =>
                    drawing._model.Conditioner.Encode(prompts, request).Map(x => x.DetachFromDisposeScope())
                )
                .Map(Owned);
    }

    private sealed class Pixels(SharedDrawing drawing) : ILatentCodec
    {
        private ILatentCodec Own => drawing._model.Codec;

        public int Factor => Own.Factor;

        public int Channels => Own.Channels;

        public LatentScaling Scaling => Own.Scaling;

        public float[,]? PreviewMatrix => Own.PreviewMatrix;

        public Tensor Encode(Tensor pixels) => drawing.TensorOnDevice(() => Own.Encode(pixels));

        public Tensor Encode(Tensor pixels, Tensor? noise) => drawing.TensorOnDevice(() => Own.Encode(pixels, noise));

        public Tensor Decode(Tensor latents) => drawing.TensorOnDevice(() => Own.Decode(latents));

        public void Dispose() { }
    }
}
