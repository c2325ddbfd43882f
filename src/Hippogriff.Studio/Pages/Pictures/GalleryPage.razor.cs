using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Models;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Hippogriff.Studio.Pages.Pictures;

/// <summary>The gallery's pictures and selection.</summary>
public sealed partial class GalleryPage : ComponentBase, IDisposable
{
    private const string All = "all",
        Liked = "favourites",
        Thrown = "thrown";
    private const int PageSize = 60;
    private static readonly TimeSpan s_typing = TimeSpan.FromMilliseconds(250);
    private static readonly (string Value, string Text)[] s_kinds =
    [
        (All, "All pictures"),
        (Liked, "Favourites"),
        (Thrown, "Thrown away"),
    ];
    private readonly HashSet<long> _picked = [];
    private IReadOnlyList<GalleryPicture> _pictures = [];
    private CancellationTokenSource _typing = new();
    private string _words = "",
        _kind = All;
    private string? _model = "";
    private int _shown = PageSize;
    private bool _more,
        _gone;

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private PageModels Installed { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private bool Filtered => _words.Length > 0 || _kind != All || !string.IsNullOrEmpty(_model);

    private List<(string Value, string Text)> ModelOptions =>
        [("", "All models"), .. Installed.List().Select(model => (model.Name, model.Name))];

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Gallery.Changed += OnChanged;
        Read();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone = true;
        Gallery.Changed -= OnChanged;
        _typing.Cancel();
    }

    private void OnChanged() =>
        _ = InvokeAsync(() =>
        {
            if (_gone)
                return;
            Read();
            StateHasChanged();
        });

    /// <summary>Reads pages up to the shown pictures and one more, to know whether there are more.</summary>
    private void Read()
    {
        List<GalleryPicture> found = [];
        while (found.Count <= _shown)
        {
            int wanted = Math.Min(500, _shown + 1 - found.Count);
            IReadOnlyList<GalleryPicture> page = Gallery.Search(
                new GalleryQuery(
                    _words,
                    _kind == Liked,
                    string.IsNullOrEmpty(_model) ? null : _model,
                    _kind == Thrown,
                    found.Count == 0 ? null : found[^1].Id,
                    wanted
                )
            );
            found.AddRange(page);
            if (page.Count < wanted)
                break;
        }
        _more = found.Count > _shown;
        _pictures = [.. found.Take(_shown)];
        _picked.IntersectWith(_pictures.Select(picture => picture.Id));
    }

    private async Task SearchAsync(ChangeEventArgs change)
    {
        _typing.Cancel();
        _typing = new CancellationTokenSource();
        try
        {
            await Task.Delay(s_typing, Clock, _typing.Token);
            Show(() => _words = (change.Value as string ?? "").Trim());
        }
        catch (OperationCanceledException) { } // another letter came
    }

    private void Show(Action change)
    {
        change();
        _shown = PageSize;
        Read();
    }

    private void More()
    {
        _shown += PageSize;
        Read();
    }

    private void Pick(long id, bool yes)
    {
        if (yes)
            _picked.Add(id);
        else
            _picked.Remove(id);
    }

    private void DeletePicked()
    {
        long[] ids = [.. _picked];
        _picked.Clear();
        Delete(ids);
    }

    private void Delete(long[] ids)
    {
        long[] deleted = [.. ids.Where(Gallery.Delete)];
        if (deleted.Length == 0)
            return;
        Snackbar.Add(
            $"{Spoken.Count(deleted.Length, "picture")} thrown away.",
            Severity.Normal,
            options =>
            {
                options.Action = "Undo";
                options.ActionColor = Color.Inherit;
                options.OnClick = _ =>
                {
                    foreach (long id in deleted)
                        Gallery.Restore(id);
                    return Task.CompletedTask;
                };
            }
        );
    }
}
