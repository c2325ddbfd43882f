using Hippogriff.Denoising;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.PromptGrammar;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Inside;
using Hippogriff.Studio.Pages.Languages;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>
/// A field for a prompt. Says of each word whether the model knows it, takes it for another one, leaves it out
/// or does not read so far. Offers known words instead.
/// </summary>
public sealed partial class PromptBox : TextComponent
{
    private const int MostExamples = 6;
    private readonly string _id = FieldId.Next();
    private readonly Newest<string> _reading;
    private IReadOnlyList<WordChip> _chips = [];
    private IReadOnlyList<string> _examples = [];
    private IReadOnlySet<string> _added = new HashSet<string>();
    private ModelWords? _words;
    private ClipPrompt? _tokens;
    private string? _model,
        _weighting,
        _read;
    private string _loras = "",
        _text = "", // what stands in the field: ahead of Value while one types
        _given = "";
    private PageTexts? _spoken;
    private bool _known;

    /// <summary>A field.</summary>
    public PromptBox() => _reading = new Newest<string>(ReadAsync);

    /// <summary>Its label; null for the usual one.</summary>
    [Parameter]
    public string? Label { get; set; }

    /// <summary>Whether only a screen reader sees the label.</summary>
    [Parameter]
    public bool HideLabel { get; set; }

    /// <summary>The prompt.</summary>
    [Parameter]
    public string Value { get; set; } = "";

    /// <summary>Told with every letter.</summary>
    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    /// <summary>Name of the model that will read it; null for the default model.</summary>
    [Parameter]
    public string? Model { get; set; }

    /// <summary>LoRAs whose new words count as known.</summary>
    [Parameter]
    public IReadOnlyList<LoraChoice> Loras { get; set; } = [];

    /// <summary>How brackets are read, for models whose prompts CLIP reads; null for the usual way.</summary>
    [Parameter]
    public string? Weighting { get; set; }

    /// <summary>Whether Enter draws.</summary>
    [Parameter]
    public bool Prompt { get; set; } = true;

    /// <summary>Whether examples and a surprise are offered.</summary>
    [Parameter]
    public bool Examples { get; set; }

    /// <summary>Called after a surprise was written; null if it is only written.</summary>
    [Parameter]
    public EventCallback Surprised { get; set; }

    /// <summary>Whether each line is a prompt of its own.</summary>
    [Parameter]
    public bool PerLine { get; set; }

    /// <summary>Number of lines.</summary>
    [Parameter]
    public int Lines { get; set; } = 3;

    /// <summary>Maximum number of letters.</summary>
    [Parameter]
    public int Most { get; set; } = 2_000;

    /// <summary>Shown in the empty field.</summary>
    [Parameter]
    public string Placeholder { get; set; } = "";

    /// <summary>A sentence below it.</summary>
    [Parameter]
    public string Hint { get; set; } = "";

    /// <summary>A class for its place.</summary>
    [Parameter]
    public string Class { get; set; } = "";

    /// <summary>Id of the field; a new one if it is null.</summary>
    [Parameter]
    public string? FieldName { get; set; }

    [Inject]
    private PageSession Session { get; set; } = null!;

    [Inject]
    private PromptReader Reader { get; set; } = null!;

    private string Id => FieldName ?? _id;

    private string WordsAddress => Model is null ? "words" : $"words?model={Uri.EscapeDataString(Model)}";

    private string ChipsId => Id + "-words";

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        string loras = string.Join('\n', Loras.Select(lora => lora.Name));
        if (!_known || Model != _model || Say != _spoken)
        {
            (_known, _model, _spoken, _words, _read) = (true, Model, Say, Reader.WordsOf(Model), null);
            _examples = Examples ? PromptExamples.Of(_words, MostExamples, Say) : [];
        }
        if (loras != _loras)
            (_loras, _added, _read) = (loras, Reader.NewWords(Loras), null);
        if (Weighting != _weighting)
            (_weighting, _read) = (Weighting, null);
        if (Value != _given)
            _text = _given = Value;
        return _text == _read ? Task.CompletedTask : _reading.AskAsync(_text);
    }

    private async Task ReadAsync(string text)
    {
        _read = text;
        ModelWords? words = _words;
        IReadOnlySet<string> added = _added;
        // the table of meanings is read at the first word that is not known
        IReadOnlyList<WordChip> chips = words is null ? [] : await Task.Run(() => Read(text, words, added));
        ClipPrompt? tokens =
            words is null && !PerLine && text.Length > 0
                ? await Task.Run(() => Reader.TokensOf(Model, text, Weighting))
                : null;
        if (words != _words)
            return;
        (_chips, _tokens) = (chips, tokens);
        StateHasChanged();
    }

    private IReadOnlyList<WordChip> Read(string text, ModelWords words, IReadOnlySet<string> added) =>
        PerLine ? WordChip.OfLines(text, words, added) : WordChip.Of(text, words, added);

    private async Task TellAsync(string? text)
    {
        _text = text ?? "";
        await ValueChanged.InvokeAsync(_text);
        Session.Touch();
    }

    private Task ReplaceAsync(WordChip chip, string offer) => TellAsync(chip.Replaced(_text, offer));

    private async Task SurpriseAsync()
    {
        string before = _text,
            words = before;
        for (int tries = 0; words == before && tries < MostExamples; tries++)
            words = PromptExamples.Surprise(_words, Seeds.Random(), Say);
        await TellAsync(words);
        await Surprised.InvokeAsync();
    }

    private static string ClassOf(WordChip chip) =>
        chip switch
        {
            { IsBegun: true } => "is-begun",
            { Kind: WordFateKind.Understood } => "is-understood",
            { Kind: WordFateKind.Unknown } => "is-unknown",
            { Kind: WordFateKind.Cut } => "is-cut",
            _ => "is-known",
        };

    private string NoteOf(WordChip chip) =>
        chip switch
        {
            { IsBegun: true } => "…",
            { Kind: WordFateKind.Understood, ReadAs: { } read } => Say["Forms.DrawnAs", read],
            { Kind: WordFateKind.Unknown } => Say["Forms.LeftOut"],
            { Kind: WordFateKind.Cut } => Say["Forms.TooFar"],
            _ => "",
        };
}
