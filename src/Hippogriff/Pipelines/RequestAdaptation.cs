using Hippogriff.Adapters;

namespace Hippogriff.Pipelines;

/// <summary>
/// Keeps the LoRAs of a request merged for all of its batches, since reading and merging takes as long as a step. Other
/// work between two batches finds the model as it was loaded. Used on the thread that owns the device.
/// </summary>
/// <param name="model">The model.</param>
internal sealed class RequestAdaptation(IPictureModel model)
{
    private object? _request;
    private IDisposable? _merged;

    /// <summary>Merges the LoRAs of a request, unless they are.</summary>
    /// <inheritdoc cref="IPictureModel.Adapt" path="/exception"/>
    public void Use(object request, IReadOnlyList<LoraChoice> loras)
    {
        if (ReferenceEquals(request, _request))
            return;
        Clear();
        _merged = model.Adapt(loras);
        _request = request;
    }

    /// <summary>Restores the model if it is adapted for this request.</summary>
    public void Clear(object request)
    {
        if (ReferenceEquals(request, _request))
            Clear();
    }

    /// <summary>Restores the model.</summary>
    public void Clear()
    {
        _merged?.Dispose();
        (_request, _merged) = (null, null);
    }
}
