using Hippogriff.Studio.Apis.Comfy.Planning;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.Hosting;
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
    IJobQueue queue,
    IGallery gallery,
    IHostApplicationLifetime lifetime,
    ILogger<PromptRuns> log
)
{
    /// <summary>Begins to follow a prompt.</summary>
    public void Begin(ComfyPrompt prompt, TimeProvider clock)
    {
        sockets.TellStatus(prompt.Client);
        _ = Task.Run(() => RunAsync(new PromptTelling(prompt, prompts, sockets, clock)), CancellationToken.None);
    }

    private async Task RunAsync(PromptTelling telling)
    {
        try
        {
            foreach (PromptJob job in telling.Prompt.Jobs)
                if (!await DrawnAsync(telling, job).ConfigureAwait(false))
                    return;
            telling.Begin();
            foreach (ToldNode node in telling.Rest())
                Pass(telling, node);
            telling.End("execution_success", "success");
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested) { }
        catch (Exception error)
        {
            LogLost(error, telling.Prompt.Id);
            telling.Fail("The server made a mistake; its log says more.");
        }
    }

    /// <summary>Follows a job to its end. False if the prompt ends with it, or the server goes down.</summary>
    private async Task<bool> DrawnAsync(PromptTelling telling, PromptJob drawing)
    {
        Job? last = null;
        await foreach (
            JobEvent now in queue
                .WatchAsync(drawing.Job, telling.Prompt.WantsPreviews, lifetime.ApplicationStopping)
                .ConfigureAwait(false)
        )
        {
            last = now.Job;
            if (now.Job.State != JobState.Running)
                continue;
            Reach(telling, drawing.Node);
            if (now.Steps > 0)
                telling.Step(drawing.Node, now.Step, now.Steps);
            if (now.Preview is { } preview && telling.Prompt.WantsPreviews)
                sockets.Show(telling.Prompt, preview, drawing.Node, isPreview: true);
        }
        switch (last?.State)
        {
            case JobState.Done:
                Reach(telling, drawing.Node);
                telling.Warn(last.Warnings);
                telling.Drawn[drawing.Node] = last.Pictures;
                return true;
            case JobState.Failed:
                Reach(telling, drawing.Node);
                telling.Fail(last.Error ?? "The job failed.", drawing.Node);
                return false;
            case JobState.Cancelled when telling.Prompt is { IsDeleted: true, HasBegun: false }:
                prompts.Drop(telling.Prompt);
                sockets.TellStatus(telling.Prompt.Client);
                return false;
            case JobState.Cancelled:
                telling.Begin();
                telling.Interrupt(drawing.Node);
                foreach (PromptJob other in telling.Prompt.Jobs)
                    queue.Cancel(other.Job);
                return false;
            default:
                return false; // the server goes down, and the job waits for its next start
        }
    }

    /// <summary>Tells the nodes up to one that draws.</summary>
    private void Reach(PromptTelling telling, string node)
    {
        telling.Begin();
        foreach (ToldNode before in telling.Before(node))
            Pass(telling, before);
        telling.Run(node);
    }

    /// <summary>Tells a node that is done at once; an output node with its pictures.</summary>
    private void Pass(PromptTelling telling, ToldNode node)
    {
        telling.Run(node.Id);
        if (telling.Prompt.Outputs.FirstOrDefault(output => output.Node == node.Id) is { } output)
        {
            IReadOnlyList<long> drawn = output.Drawing is { } from ? telling.Drawn[from] : [];
            if (output.Kind == OutputKind.Socket)
                foreach (long id in drawn)
                    if (gallery.Png(id) is { } png)
                        sockets.Show(telling.Prompt, png, node.Id, isPreview: false);
            telling.Executed(output, drawn);
        }
        telling.Finish(node.Id);
    }

    [LoggerMessage(LogLevel.Error, "The prompt {Prompt} could not be followed.")]
    private partial void LogLost(Exception error, string prompt);
}
