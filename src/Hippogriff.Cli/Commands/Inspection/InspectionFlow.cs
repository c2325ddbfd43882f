using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Insight.Drawing;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>
/// The common flow of inspection commands: loading the model, warnings about words that it does not read, and files.
/// </summary>
internal sealed class InspectionFlow(CommandHost host, InspectionChoices choices)
{
    private readonly OutputNames _names = new(choices.Drawing.Out, host.OutFolder);
    private readonly long _started = host.Clock.GetTimestamp();
    private readonly List<string> _written = [];
    private IReadOnlyList<ReadPrompt> _readings = [];
    private CommandNote _note = choices.Note;
    private bool _stopped;

    /// <summary>A prompt of the command and how the model read it, for <c>--json</c>.</summary>
    private sealed record ReadPrompt(string Prompt, PromptReading Reading);

    /// <summary>Files written so far.</summary>
    public IReadOnlyList<string> Written => _written;

    /// <summary>Seconds since the command began.</summary>
    public double Seconds => Math.Round(host.Clock.GetElapsedTime(_started).TotalSeconds, 2);

    /// <summary>
    /// Loads the model and runs work on it with a progress bar. Checks first that output can be written.
    /// </summary>
    /// <param name="title">Title of the progress bar.</param>
    /// <param name="prompts">The prompts; words that are not read are reported on standard error.</param>
    /// <param name="work">The work, on the thread that owns the model.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <param name="told">Prompts that the result itself tells about; null for none.</param>
    public async Task<T> InspectAsync<T>(
        string title,
        IReadOnlyList<string> prompts,
        Func<IPictureModel, IProgress<double>?, CancellationToken, T> work,
        CancellationToken stop,
        Func<T, IEnumerable<string>>? told = null
    )
    {
        _names.Probe();
        T result = await WorkBar.RunAsync(
            host.Terminal,
            title,
            async progress =>
            {
                DrawingChoices drawing = choices.Drawing;
                IReadOnlyList<LoraChoice> loras = drawing.Options.Loras ?? [];
                _ = LoraUses.Of(loras); // refuses what cannot be read
                using IDiffusionPipeline pipeline = await host.OpenPipeline(drawing.ToWanted(), stop);
                // refuses, before anything is worked out, what cannot be drawn
                GenerationSettings settings = pipeline.Facts.Prepare(choices.ToRequest("")).Settings;
                _note = _note with
                {
                    Settings = settings with { Prompt = prompts.FirstOrDefault() ?? "", ModelHash = pipeline.Hash },
                };
                _readings =
                [
                    .. prompts.Select(prompt => new ReadPrompt(prompt, pipeline.ReadingOf(choices.ToRequest(prompt)))),
                ];
                return await pipeline.RunAsync(
                    (model, token) =>
                    {
                        using IDisposable? changed = model.Adapt(loras);
                        return work(model, progress, token);
                    },
                    stop
                );
            }
        );
        HashSet<string> known = [.. told?.Invoke(result) ?? []];
        DrawingReport.Tell(host, [.. _readings.Where(one => !known.Contains(one.Prompt)).Select(one => one.Reading)]);
        return result;
    }

    /// <summary>
    /// As above, for work that saves partial results. If it is stopped, the last saved result is returned.
    /// </summary>
    /// <param name="title">Title of the progress bar.</param>
    /// <param name="prompts">The prompts; words that are not read are reported on standard error.</param>
    /// <param name="work">The work; its third argument saves a partial result.</param>
    /// <param name="stop">Ctrl-C.</param>
    public async Task<T> InspectAsync<T>(
        string title,
        IReadOnlyList<string> prompts,
        Func<IPictureModel, IProgress<double>?, Action<T>, CancellationToken, T> work,
        CancellationToken stop
    )
        where T : class
    {
        T? kept = null;
        try
        {
            return await InspectAsync(
                title,
                prompts,
                (model, progress, token) => work(model, progress, part => kept = part, token),
                stop
            );
        }
        catch (OperationCanceledException) when (kept is not null && stop.IsCancellationRequested)
        {
            _stopped = true;
            return kept;
        }
    }

    /// <summary>
    /// Writes the command's picture. Without --out, its name consists of <paramref name="about"/> and the seed.
    /// </summary>
    public string Write(RgbImage picture, string about)
    {
        string path = _stopped
            ? _names.PutStopped(Png(picture), about, choices.Seed)
            : _names.Put(
                _names.Format == ImageFormat.Png
                    ? Png(picture)
                    : ImageEncoding.Encode(picture, _names.Format, generated: true),
                about,
                choices.Seed
            );
        _written.Add(path);
        return path;
    }

    /// <summary>Writes another picture next to the first.</summary>
    public void WriteBeside(string first, string what, RgbImage picture) =>
        Also(() => _names.PutBeside(Png(picture), first, what));

    /// <summary>A PNG that says which command made it and how.</summary>
    private byte[] Png(RgbImage picture) => PngFile.Encode(picture, generated: true, _note.Texts);

    /// <summary>Writes a page, if --out names one.</summary>
    public void WritePage(string path, string page)
    {
        AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(page));
        _written.Add(path);
    }

    /// <summary>Writes another file; a failure reports the files written so far.</summary>
    private void Also(Func<string> write)
    {
        try
        {
            _written.Add(write());
        }
        catch (HippogriffException fault)
        {
            if (choices.Drawing.Json)
                Json.Write(
                    host.Terminal.Out,
                    new
                    {
                        Complete = false,
                        Problem = fault.Message,
                        Files = _written,
                    }
                );
            else
                _written.ForEach(host.Terminal.Out.WriteLine);
            throw;
        }
    }

    /// <summary>Writes the animation, if requested.</summary>
    public void WriteFilm(Func<IReadOnlyList<RgbImage>> frames, bool backAgain = false, int enlarge = 1)
    {
        if (choices.Film is not { } path || _stopped)
            return;
        Also(() =>
        {
            Film.Write(path, frames(), backAgain, enlarge);
            return path;
        });
    }

    /// <summary>Prints the document, or the files and the output of <paramref name="figures"/>.</summary>
    public int Report(object document, Action<TextWriter> figures, RgbImage? shown = null)
    {
        Terminal terminal = host.Terminal;
        if (choices.Drawing.Json)
        {
            Json.Write(terminal.Out, document, ("reading", _readings), ("complete", !_stopped));
            return End();
        }
        foreach (string path in _written)
            terminal.Out.WriteLine(path);
        if (shown is not null && terminal.DrawsPictures)
            terminal.Results.Write(new HalfBlockPicture(shown, terminal.Results.Profile.Width));
        figures(terminal.Out);
        return End();
    }

    private int End()
    {
        if (!_stopped)
            return ExitCode.Fine;
        host.Terminal.Error.WriteLine("Stopped before the end; what was drawn is written.");
        return ExitCode.Interrupted;
    }

    /// <summary>A rounded number for JSON.</summary>
    public static double Round(double value, int digits = 4) => double.IsFinite(value) ? Math.Round(value, digits) : 0;
}
