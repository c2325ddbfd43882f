using System.Globalization;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace Hippogriff.Studio.Pages.Pictures;

/// <summary>
/// The gallery's pictures and selection. What is searched, filtered and shown large stands in the address. So it is
/// there again after a reload or on the way back, and can be sent.
/// </summary>
public sealed partial class GalleryPage : PacedComponent, IAsyncDisposable
{
    private const string All = "all",
        Liked = "favourites",
        Thrown = "thrown";
    private const int AtOnce = 2_500,
        PageSize = 500;
    private static readonly TimeSpan s_typing = TimeSpan.FromMilliseconds(250);
    private IReadOnlyList<(string Value, string Text)> Kinds =>
        [
            (All, Say["Pictures.Kind.All"]),
            (Liked, Say["Pictures.Kind.Favourites"]),
            (Thrown, Say["Pictures.Kind.Thrown"]),
        ];
    private readonly HashSet<long> _picked = [];
    private IReadOnlyList<GalleryPicture> _pictures = [];
    private IReadOnlyList<long> _ids = [];
    private List<GalleryTile[]> _rows = [];
    private long? _pickedLast;
    private float _height = 320;
    private CancellationTokenSource _typing = new();
    private ElementReference _grid;
    private IJSObjectReference? _module,
        _attached;
    private DotNetObjectReference<GalleryPage>? _self;
    private string _typed = "",
        _asked = "";
    private (string? Words, string? Model, string? Kind)? _read;
    private int _shown = AtOnce,
        _columns;
    private bool _more;

    /// <summary>Words of the search.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Words { get; set; }

    /// <summary>Name of the model whose pictures are shown; empty for all.</summary>
    [SupplyParameterFromQuery(Name = "model")]
    private string? Model { get; set; }

    /// <summary>Which kind of pictures is shown.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    private string? Kind { get; set; }

    /// <summary>Number of the picture in the large view.</summary>
    [SupplyParameterFromQuery(Name = "picture")]
    private long? Picture { get; set; }

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    [Inject]
    private PageSession Session { get; set; } = null!;

    [Inject]
    private PageModels Installed { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private bool Filtered => Words?.Length > 0 || Kind is Liked or Thrown || !string.IsNullOrEmpty(Model);

    private string Columns => string.Create(CultureInfo.InvariantCulture, $"--columns: {Math.Max(1, _columns)}");

    private List<(string Value, string Text)> ModelOptions =>
        [("", Say["Pictures.AllModels"]), .. Installed.List().Select(model => (model.Name, model.Name))];

    /// <inheritdoc/>
    protected override void Follow() => Gallery.Changed += Told;

    /// <inheritdoc/>
    protected override void Unfollow() => Gallery.Changed -= Told;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_asked != (Words ?? ""))
            _typed = _asked = Words ?? ""; // not what was typed here
        if (_read == (Words, Model, Kind))
            return; // only the large view has changed
        _shown = AtOnce;
        Refresh();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _module = await Js.InvokeAsync<IJSObjectReference>("import", "/" + PageAssets.Address("gallery.js"));
        _attached = await _module.InvokeAsync<IJSObjectReference>("attach", _grid, _self);
    }

    /// <summary>Called by the script: how many pictures stand beside one another, and the height of a row.</summary>
    [JSInvokable]
    public void Fit(int columns, double height)
    {
        (_columns, _height) = (Math.Clamp(columns, 1, 20), (float)Math.Clamp(height, 50, 2_000));
        LayOut();
        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _typing.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        try
        {
            if (_attached is not null)
            {
                await _attached.InvokeVoidAsync("end");
                await _attached.DisposeAsync();
            }
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException) { } // the window is gone, and its modules with it
        _self?.Dispose();
    }

    /// <summary>Reads the pictures that may be shown and one more, to know whether there are more.</summary>
    protected override void Refresh()
    {
        _read = (Words, Model, Kind);
        List<GalleryPicture> found = [];
        while (found.Count <= _shown)
        {
            int wanted = Math.Min(PageSize, _shown + 1 - found.Count);
            IReadOnlyList<GalleryPicture> page = Gallery.Search(
                new GalleryQuery(
                    Words ?? "",
                    Kind == Liked,
                    string.IsNullOrEmpty(Model) ? null : Model,
                    Kind == Thrown,
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
        LayOut();
        _picked.IntersectWith(_ids);
    }

    /// <summary>Makes tiles and rows of them; among favourites and what was thrown away there are no stacks.</summary>
    private void LayOut()
    {
        IReadOnlyList<GalleryTile> tiles = Kind is Liked or Thrown
            ? [.. _pictures.Select(picture => new GalleryTile([picture], Closes: false))]
            : GalleryTile.Of(_pictures, Session.OpenStacks);
        _ids = [.. tiles.SelectMany(tile => tile.Ids)];
        _rows = _columns == 0 ? [] : [.. tiles.Chunk(_columns)];
    }

    private void Stack(Guid job, bool open)
    {
        if (open)
            Session.OpenStacks.Add(job);
        else
            Session.OpenStacks.Remove(job);
        LayOut();
    }

    private async Task SearchAsync(string? text)
    {
        _typed = text ?? "";
        await _typing.CancelAsync();
        _typing = new CancellationTokenSource();
        try
        {
            await Task.Delay(s_typing, Time, _typing.Token);
            _asked = _typed.Trim();
            GoTo(words: _asked);
        }
        catch (OperationCanceledException) { } // another letter came
    }

    /// <summary>The address of this page with one thing changed.</summary>
    private string AddressOf(string? words = null, string? model = null, string? kind = null, long? picture = null) =>
        Navigation.GetUriWithQueryParameters(
            "/gallery",
            new Dictionary<string, object?>
            {
                ["q"] = Unset(words ?? Words),
                ["model"] = Unset(model ?? Model),
                ["show"] = Unset((kind ?? Kind) == All ? null : kind ?? Kind),
                ["picture"] = picture,
            }
        );

    private static string? Unset(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private void GoTo(string? words = null, string? model = null, string? kind = null, long? picture = null) =>
        Navigation.NavigateTo(
            AddressOf(words, model, kind, picture),
            new NavigationOptions { ReplaceHistoryEntry = true }
        );

    private void Show(long? picture) => GoTo(picture: picture);

    private void More()
    {
        _shown += AtOnce;
        Refresh();
    }

    /// <summary>Picks pictures or no longer; with a range all from those that were picked last, as they are.</summary>
    private void Pick(long[] ids, bool yes, bool range)
    {
        HashSet<long> chosen = [.. ids];
        if (range && _pickedLast is { } last && _ids.Contains(last))
        {
            int[] places =
            [
                .. _ids.Index().Where(id => id.Item == last || chosen.Contains(id.Item)).Select(id => id.Index),
            ];
            chosen.UnionWith(_ids.Skip(places[0]).Take(places[^1] - places[0] + 1));
        }
        _pickedLast = ids[0];
        if (yes)
            _picked.UnionWith(chosen);
        else
            _picked.ExceptWith(chosen);
    }

    private void PickAll() => _picked.UnionWith(_ids);

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
            Say.Count("Pictures.ThrownAway", deleted.Length),
            Severity.Normal,
            options =>
            {
                options.Action = Say["Pictures.Undo"];
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
