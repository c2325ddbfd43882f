using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Trainings;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Train;

/// <summary>The form for a run, and the list of runs.</summary>
public sealed partial class TrainPage
{
    private const double Default = 60;
    private IReadOnlyList<Dataset> _datasets = [];
    private IReadOnlyList<(string Value, string Text)> _recipes = [];
    private IReadOnlyList<string> _models = [],
        _runs = [];
    private string _name = "";
    private Phrase? _said;
    private string? _dataset,
        _recipe,
        _from,
        _trains;
    private double _minutes = Default;
    private bool _buckets;

    [Inject]
    private TrainingService Service { get; set; } = null!;

    [Inject]
    private Datasets Datasets { get; set; } = null!;

    [Inject]
    private RecipeCatalogue Recipes { get; set; } = null!;

    [Inject]
    private IModelSource Models { get; set; } = null!;

    private List<(string Value, string Text)> DatasetOptions =>
        _datasets.Count == 0
            ? [("", Say["Train.NoneYet"])]
            :
            [
                .. _datasets.Select(set =>
                    (
                        set.Name,
                        Say[
                            "Train.Set",
                            set.Name,
                            set.Fault is not null ? new Phrase("Train.CannotBeUsed")
                            : set.IsSprites ? new Phrase("Train.Scenes")
                            : Forms.Spoken.Pictures(set.Pictures)
                        ]
                    )
                ),
            ];

    private List<(string Value, string Text)> RecipeOptions =>
        [("", _from is null ? Say["Train.DefaultRecipe"] : Say["Train.RunsRecipe"]), .. _recipes];

    private List<(string Value, string Text)> FromOptions =>
        [("", Say["Train.RandomWeights"]), .. _models.Select(model => (model, model))];

    private string? Fault => _datasets.FirstOrDefault(set => set.Name == _dataset)?.Fault;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _recipes = [.. Recipes.Names.Select(name => (name, $"{name}: {Recipes.About(name)}"))];
        ReadDatasets();
        base.OnInitialized();
    }

    /// <inheritdoc/>
    protected override void Follow() => Service.Changed += OnChanged;

    /// <inheritdoc/>
    protected override void Unfollow() => Service.Changed -= OnChanged;

    /// <summary>Updates the list when a run begins or ends, not for each step.</summary>
    private void OnChanged()
    {
        if (Service.Training != _trains)
            Told();
    }

    /// <inheritdoc/>
    protected override void Refresh()
    {
        _trains = Service.Training;
        _runs = [.. Service.List().Select(run => run.Name)];
        _models = [.. Models.List().Select(model => model.Name)];
    }

    private void ReadDatasets()
    {
        _datasets = Datasets.List();
        if (_datasets.All(set => set.Name != _dataset))
            _dataset = (
                _datasets.FirstOrDefault(set => set.Fault is null) ?? (_datasets.Count > 0 ? _datasets[0] : null)
            )?.Name;
    }

    private void TakeDataset(Dataset added)
    {
        _dataset = added.Name;
        ReadDatasets();
        if (_name.Length == 0)
            _name = added.Name;
    }

    private void StartAsync()
    {
        if (_dataset is not { } dataset)
            throw new SaidException(new Phrase("Train.NoPictures"));
        Service.Start(
            new RunRequest
            {
                Name = _name.Trim(),
                Dataset = dataset,
                Recipe = _recipe,
                From = _from,
                Minutes = _minutes,
                Buckets = _buckets,
            }
        );
        _said = new Phrase("Train.RunBegins", _name.Trim());
        _name = "";
        Refresh();
    }
}
