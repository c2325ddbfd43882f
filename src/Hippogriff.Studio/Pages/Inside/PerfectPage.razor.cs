using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Denoising;
using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;
using Hippogriff.Studio.Trainings;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Reads the pictures of a dataset and draws seed by seed. Each seed is a separate inspection, so that jobs can run in
/// between.
/// </summary>
public sealed partial class PerfectPage : InspectionPage
{
    /// <summary>Side of the local denoiser's patch in cells. Fixed, because trying all sides takes minutes.</summary>
    private const int Patch = 5;

    /// <summary>The rows, by the names of their texts.</summary>
    private static readonly (string Row, Func<PerfectResult, PerfectPicture> Pick)[] s_rows =
    [
        ("Optimal", result => result.Optimal[0]),
        ("Local", result => result.Local[0]),
        ("Network", result => result.Network[0]),
    ];

    private readonly List<Column> _columns = [];
    private List<(string Value, string Text)> _sets = [];
    private string _set = "";
    private string? _model;
    private int _most = 64,
        _count = 3,
        _steps = 10;
    private long _seed = 1;

    [Inject]
    private Datasets Sets { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _sets =
        [
            .. Sets.List()
                .Where(set => set.Fault is null)
                .Select(set =>
                    (
                        set.Name,
                        set.IsSprites
                            ? Say["Inside.Perfect.Sprites", set.Name]
                            : Say["Inside.Perfect.Set", set.Name, Forms.Spoken.Pictures(set.Pictures)]
                    )
                ),
        ];
        if (_sets.Count > 0)
            _set = _sets[0].Value;
        if (LastLook<Look>() is not { } last)
            return;
        _columns.AddRange(last.Columns);
        (_model, _most, _count, _steps, _seed) = (last.Model, last.Most, last.Count, last.Steps, last.Seed);
        if (_sets.Exists(set => set.Value == last.Set))
            _set = last.Set;
    }

    private sealed record Look(
        IReadOnlyList<Column> Columns,
        string Set,
        string? Model,
        int Most,
        int Count,
        int Steps,
        long Seed
    );

    private Task CompareAsync() =>
        RunAsync(
            async stop =>
            {
                (string folder, int most, int count, int steps, long seed) = (
                    Sets.Find(_set),
                    _most,
                    _count,
                    _steps,
                    _seed
                );
                JobRequest order = new()
                {
                    Prompt = "",
                    Model = _model,
                    Steps = steps,
                    Seed = seed,
                };
                _columns.Clear();
                IReadOnlyList<Example>? examples = null;
                for (int i = 0; i < count; i++)
                {
                    long now = Hippogriff.Denoising.Seeds.At(seed, i);
                    PerfectResult result = await InspectAsync(
                        order,
                        async (pipeline, _, progress, token) =>
                        {
                            if (pipeline.Defaults.Width != pipeline.Defaults.Height)
                                throw new HippogriffException(
                                    Say[
                                        "Inside.Perfect.Square",
                                        pipeline.Name,
                                        pipeline.Defaults.Width,
                                        pipeline.Defaults.Height
                                    ]
                                );
                            examples ??= await Task.Run(
                                () =>
                                    PictureFolder.Read(
                                        folder,
                                        pipeline.Defaults.Width,
                                        most,
                                        seed: 1,
                                        cancellationToken: token
                                    ),
                                token
                            );
                            return await pipeline.RunAsync(
                                (model, ending) =>
                                    PerfectComparison.Run(
                                        model,
                                        [.. examples.Select(example => example.Image)],
                                        [.. examples.Select(example => example.Caption)],
                                        new PerfectRequest
                                        {
                                            WithNetwork = true,
                                            Seed = now,
                                            Count = 1,
                                            Steps = steps,
                                            Side = Patch,
                                        },
                                        progress,
                                        ending
                                    ),
                                token
                            );
                        },
                        stop,
                        i / (double)count,
                        1.0 / count
                    );
                    _columns.Add(new Column(now, result));
                    KeepLook(new Look([.. _columns], _set, order.Model, most, count, steps, seed));
                    StateHasChanged();
                }
            },
            new Phrase("Inside.Perfect.Done")
        );

    private string Mean(Func<PerfectResult, PerfectPicture> pick) =>
        Say["Inside.Perfect.Mean", Distance(_columns.Average(column => pick(column.Result).Distance))];

    private string Distance(double distance) =>
        double.IsNaN(distance) ? Say["Inside.Perfect.Nothing"] : Say["Inside.Perfect.Distance", distance];

    /// <summary>One seed and its pictures as data URLs.</summary>
    private sealed class Column(long seed, PerfectResult result)
    {
        private readonly Dictionary<RgbImage, string> _addresses = new(ReferenceEqualityComparer.Instance);

        public long Seed => seed;

        public PerfectResult Result => result;

        public string Picture(PerfectPicture drawn) => Address(drawn.Image);

        public string Nearest(PerfectPicture drawn) => Address(result.Training[drawn.Nearest]);

        private string Address(RgbImage image) =>
            _addresses.TryGetValue(image, out string? known) ? known : _addresses[image] = PictureAddress.Inline(image);
    }
}
