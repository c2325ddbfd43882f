using Hippogriff.Studio.Apis.Comfy.Planning;
using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.Hosting;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>What a prompt makes of its own drawings when they are done: other drawings, and changed pictures.</summary>
internal sealed class LaterDrawings(
    PromptStore prompts,
    PromptOrders orders,
    IJobQueue queue,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
)
{
    /// <summary>Ends with the server.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>The clock.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Puts a drawing into the queue, as soon as there is room. False if the client has stopped it.</summary>
    public async Task<bool> EnqueueAsync(PromptTelling telling, PlannedDrawing drawing)
    {
        List<string> warnings = [];
        foreach (JobRequest order in await orders.ReadAsync(drawing, warnings, Stopping).ConfigureAwait(false))
        {
            Job job = await EnqueueAsync(order, telling.Prompt).ConfigureAwait(false);
            bool stopped = false;
            prompts.Change(() =>
            {
                stopped = telling.Prompt.IsInterrupted;
                telling.Prompt.Jobs = [.. telling.Prompt.Jobs, new PromptJob(drawing.Node, job.Id)];
            });
            if (stopped)
                return false;
        }
        telling.Warn(warnings);
        return true;
    }

    /// <summary>Stores what was made of drawn pictures.</summary>
    public async Task<IReadOnlyList<StoredPicture>> KeepAsync(
        PromptTelling telling,
        IReadOnlyList<ReadyPicture> pictures
    )
    {
        IReadOnlyList<StoredPicture> made = await orders.KeepAsync(pictures, Stopping).ConfigureAwait(false);
        prompts.Change(() => telling.Prompt.Made.AddRange(made));
        return made;
    }

    private async Task<Job> EnqueueAsync(JobRequest order, ComfyPrompt prompt)
    {
        while (true)
        {
            try
            {
                return await queue
                    .EnqueueAsync(
                        order with
                        {
                            Texts = GraphTexts.Of(prompt.Graph, prompt.Extra),
                        },
                        prompt.Client,
                        Stopping
                    )
                    .ConfigureAwait(false);
            }
            catch (QueueFullException) when (!prompt.IsInterrupted)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), clock, Stopping).ConfigureAwait(false);
            }
        }
    }
}
