using Hippogriff.Studio.Apis.Comfy.Files;
using Hippogriff.Studio.Apis.Comfy.Planning;
using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>
/// Follows the jobs of prompts, and tells the messages of ComfyUI's websocket in its order. That is the nodes before a
/// sampler when it begins, its steps, and the nodes behind it. The last is a node that is null, after failures, too.
/// The history has the prompt before that.
/// </summary>
internal sealed partial class PromptRuns(
    PromptStore prompts,
    ComfySockets sockets,
    LaterDrawings later,
    IJobQueue queue,
    ComfyFiles files,
    ILogger<PromptRuns> log
)
{
    /// <summary>Begins to follow a prompt.</summary>
    public void Begin(ComfyPrompt prompt)
    {
        sockets.TellStatus(prompt.Client);
        _ = Task.Run(() => RunAsync(new PromptTelling(prompt, prompts, sockets, later.Clock)), CancellationToken.None);
    }

    private async Task RunAsync(PromptTelling telling)
    {
        try
        {
            foreach (PlannedDrawing drawing in telling.Prompt.Drawings)
                if (!await DrawnAsync(telling, drawing).ConfigureAwait(false))
                    return;
            telling.Begin();
            foreach (ToldNode node in telling.Rest())
                await PassAsync(telling, node).ConfigureAwait(false);
            telling.End("execution_success", "success");
        }
        catch (OperationCanceledException) when (later.Stopping.IsCancellationRequested) { }
        catch (HippogriffException error)
        {
            telling.Fail(error.MessageWithoutPaths); // of a picture that goes on from another one
        }
        catch (Exception error)
        {
            LogLost(error, telling.Prompt.Id);
            telling.Fail("The server made a mistake; its log says more.");
        }
    }

    /// <summary>Follows a drawing to its end. False if the prompt ends with it, or the server goes down.</summary>
    private async Task<bool> DrawnAsync(PromptTelling telling, PlannedDrawing drawing)
    {
        if (drawing.IsLater && !await BegunAsync(telling, drawing).ConfigureAwait(false))
            return false;
        List<IReadOnlyList<long>> drawn = [];
        foreach (PromptJob job in telling.Prompt.Jobs.Where(job => job.Node == drawing.Node))
        {
            if (await DrawnAsync(telling, job).ConfigureAwait(false) is not { } pictures)
                return false;
            drawn.Add(pictures);
        }
        int times = drawn.Max(pictures => pictures.Count);
        drawing.Drawn = [.. Enumerable.Range(0, times).SelectMany(i => drawn.Select(pictures => pictures[i]))];
        telling.Drawn[drawing.Node] = drawing.Drawn;
        return true;
    }

    /// <summary>Puts a drawing into the queue that begins with others. False if the client has stopped it.</summary>
    private async Task<bool> BegunAsync(PromptTelling telling, PlannedDrawing drawing)
    {
        await ReachAsync(telling, drawing.Node).ConfigureAwait(false);
        if (await later.EnqueueAsync(telling, drawing).ConfigureAwait(false))
            return true;
        Stop(telling, drawing.Node);
        return false;
    }

    private void Stop(PromptTelling telling, string node)
    {
        telling.Begin();
        telling.Interrupt(node);
        foreach (PromptJob job in telling.Prompt.Jobs)
            queue.Cancel(job.Job);
    }

    /// <summary>
    /// Follows a job to its end: its pictures, or null if the prompt ends with it, or the server goes down.
    /// </summary>
    private async Task<IReadOnlyList<long>?> DrawnAsync(PromptTelling telling, PromptJob drawing)
    {
        Job? last = null;
        await foreach (
            JobEvent now in queue
                .WatchAsync(drawing.Job, telling.Prompt.WantsPreviews, later.Stopping)
                .ConfigureAwait(false)
        )
        {
            last = now.Job;
            if (now.Job.State != JobState.Running)
                continue;
            await ReachAsync(telling, drawing.Node).ConfigureAwait(false);
            if (now.Steps > 0)
                telling.Step(drawing.Node, now.Step, now.Steps);
            if (now.Preview is { } preview && telling.Prompt.WantsPreviews)
                sockets.Show(telling.Prompt, preview, drawing.Node, isPreview: true);
        }
        switch (last?.State)
        {
            case JobState.Done:
                await ReachAsync(telling, drawing.Node).ConfigureAwait(false);
                telling.Warn(last.Warnings);
                return last.Pictures;
            case JobState.Failed:
                await ReachAsync(telling, drawing.Node).ConfigureAwait(false);
                telling.Fail(last.Error ?? "The job failed.", drawing.Node);
                return null;
            case JobState.Cancelled when telling.Prompt is { IsDeleted: true, HasBegun: false }:
                prompts.Drop(telling.Prompt);
                sockets.TellStatus(telling.Prompt.Client);
                return null;
            case JobState.Cancelled:
                Stop(telling, drawing.Node);
                return null;
            default:
                return null; // the server goes down, and the job waits for its next start
        }
    }

    /// <summary>Tells the nodes up to one that draws.</summary>
    private async Task ReachAsync(PromptTelling telling, string node)
    {
        telling.Begin();
        foreach (ToldNode before in telling.Before(node))
            await PassAsync(telling, before).ConfigureAwait(false);
        telling.Run(node);
    }

    /// <summary>Tells a node that is done at once; an output node with its pictures.</summary>
    private async Task PassAsync(PromptTelling telling, ToldNode node)
    {
        telling.Run(node.Id);
        if (telling.Prompt.Outputs.FirstOrDefault(output => output.Node == node.Id) is { } output)
        {
            if (output.Later.Count > 0)
                output = output with { Uploads = await later.KeepAsync(telling, output.Later).ConfigureAwait(false) };
            IReadOnlyList<long> drawn = output.Drawing is { } from ? telling.Drawn[from] : [];
            if (output.Kind == OutputKind.Socket)
                foreach (
                    byte[] png in drawn.Select(files.Drawn).Concat(output.Uploads.Select(files.Stored)).OfType<byte[]>()
                )
                    sockets.Show(telling.Prompt, png, node.Id, isPreview: false);
            telling.Executed(output, drawn);
        }
        telling.Finish(node.Id);
    }

    [LoggerMessage(LogLevel.Error, "The prompt {Prompt} could not be followed.")]
    private partial void LogLost(Exception error, string prompt);
}
