using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Inside;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Drawable;

/// <summary>Lists what a model can draw, and has it draw a picture of each.</summary>
public sealed partial class DrawablePage : InspectionPage
{
    private const long Seed = 7;
    private readonly Dictionary<string, string> _pictures = [];
    private IReadOnlyList<PageModel> _models = [];
    private IReadOnlyList<(string Title, IReadOnlyList<DrawableName> Names)> _groups = [];
    private string? _listed;
    private int _most;

    /// <summary>Name of the model; null for the default one.</summary>
    [SupplyParameterFromQuery(Name = "model")]
    private string? Model { get; set; }

    [Inject]
    private PromptReader Reader { get; set; } = null!;

    [Inject]
    private NamePictures Drawn { get; set; } = null!;

    [Inject]
    private PageModels Installed { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private IEnumerable<DrawableName> All => _groups.SelectMany(group => group.Names);

    private int Missing => All.Count(name => !_pictures.ContainsKey(name.Prompt));

    private string? Name => Model ?? _models.FirstOrDefault(model => model.IsDefault)?.Name;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _models = Installed.List();
        if (_listed == Name)
            return;
        Cancel();
        _listed = Name;
        ModelWords? words = Reader.WordsOf(Model);
        (_groups, _most) = words is null ? ([], 0) : (DrawableName.Of(words), words.Most);
        _pictures.Clear();
        foreach (DrawableName name in All)
            if (Name is { } model && Drawn.Find(model, name.Prompt) is { } picture)
                _pictures[name.Prompt] = picture;
    }

    private void Choose(string? model) =>
        Navigation.NavigateTo(
            model is null ? "/words" : $"/words?model={Uri.EscapeDataString(model)}",
            new NavigationOptions { ReplaceHistoryEntry = true }
        );

    private static JobRequest OrderOf(string model, string prompt) =>
        new()
        {
            Prompt = prompt,
            Model = model,
            Seed = Seed,
            KeepSteps = false,
        };

    /// <summary>Draws what is missing, one after the other; jobs of the queue come in between.</summary>
    private Task DrawAsync() =>
        RunAsync(async stop =>
        {
            if (Name is not { } model)
                return;
            DrawableName[] missing = [.. All.Where(name => !_pictures.ContainsKey(name.Prompt))];
            for (int i = 0; i < missing.Length; i++)
            {
                string prompt = missing[i].Prompt;
                if (Drawn.Find(model, prompt) is null)
                    Drawn.Put(model, prompt, await PictureOfAsync(OrderOf(model, prompt), stop));
                _pictures[prompt] = Drawn.Find(model, prompt)!;
                State.Share = (i + 1.0) / missing.Length;
                StateHasChanged();
            }
        });
}
