using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Bodies;

/// <summary>
/// Receives bodies completely before they are processed: small ones in memory, large ones in an unnamed file. A slow
/// sender therefore blocks neither memory nor a processing slot. Large bodies are then read a few at a time. The total
/// size and the time per body are limited.
/// </summary>
internal sealed class BodySpool(StudioOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>Maximum size of a body that stays in memory and is read without waiting.</summary>
    internal const int Small = 64 << 10;

    private readonly Turnstile _turns = new(
        options.Limits.Decoders,
        long.MaxValue,
        options.Limits.DecodingPatience,
        clock
    );
    private long _receiving;

    /// <summary>
    /// Receives the body of a request and replaces the request's body by it; dispose it after reading.
    /// </summary>
    /// <exception cref="HippogriffException">Too much data is being received, the disk is full, or the body was too
    /// slow.</exception>
    /// <exception cref="BadHttpRequestException">The body is larger than the endpoint's limit, or ends too
    /// early.</exception>
    public async Task<ReceivedBody> ReceiveAsync(HttpContext context)
    {
        ReceivedBody body = new(bytes => Interlocked.Add(ref _receiving, bytes));
        context.Response.RegisterForDispose(body);
        try
        {
            await CopyAsync(context.Request.Body, body, context.RequestAborted).ConfigureAwait(false);
            if (body.Length > Small)
                body.Turn = await _turns.EnterAsync(0, context.RequestAborted).ConfigureAwait(false);
        }
        catch
        {
            body.Dispose();
            throw;
        }
        context.Request.Body = body.Rewound();
        return body;
    }

    public void Dispose() => _turns.Dispose();

    private async Task CopyAsync(Stream from, ReceivedBody to, CancellationToken gone)
    {
        using CancellationTokenSource late = new(options.Limits.ReceivingTime, clock),
            either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, gone);
        byte[] part = new byte[Small / 4];
        try
        {
            for (int read; (read = await from.ReadAsync(part, either.Token).ConfigureAwait(false)) > 0; )
            {
                if (to.Length + read > Small && Interlocked.Read(ref _receiving) + read > options.Limits.ReceivingBytes)
                    throw new HippogriffException(
                        "The server receives as much as it can hold; send this again in a few seconds.",
                        FaultKind.Busy
                    );
                await to.AddAsync(part.AsMemory(0, read), gone).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            throw new RefusedException(
                StatusCodes.Status408RequestTimeout,
                $"The body did not arrive within {options.Limits.ReceivingTime.TotalMinutes:0.#} minutes."
            );
        }
    }
}
