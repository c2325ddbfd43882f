using Hippogriff.Pipelines.Checkpoints;

namespace Hippogriff.Studio.Pages.Drawable;

/// <summary>
/// Pictures of what models can draw, as data URLs: drawn once, and shown to all visitors as long as the server runs.
/// Thread-safe.
/// </summary>
internal sealed class NamePictures(IModelSource models)
{
    private const int Most = 2_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Model, DateTimeOffset Version, string Prompt), string> _drawn = [];

    /// <summary>The picture of a prompt; null if it was not drawn yet.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="prompt">The prompt.</param>
    public string? Find(string model, string prompt)
    {
        (string Model, DateTimeOffset Version, string Prompt) key = KeyOf(model, prompt);
        lock (_gate)
            return _drawn.GetValueOrDefault(key);
    }

    /// <summary>Keeps a picture.</summary>
    public void Put(string model, string prompt, string picture)
    {
        (string Model, DateTimeOffset Version, string Prompt) key = KeyOf(model, prompt);
        lock (_gate)
        {
            if (_drawn.Count >= Most)
                _drawn.Clear(); // other models were looked at; these are drawn again
            _drawn[key] = picture;
        }
    }

    /// <summary>A model that was trained anew draws other pictures.</summary>
    private (string Model, DateTimeOffset Version, string Prompt) KeyOf(string model, string prompt) =>
        (model, models.Find(model).Changed, prompt);
}
