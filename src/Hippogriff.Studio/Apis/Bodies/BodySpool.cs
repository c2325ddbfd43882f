using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Bodies;

/// <summary>
/// Receives bodies whole before anybody works on them: small ones in memory, large ones in a file without a name, so
/// that a slow sender holds neither memory nor a turn. Then large ones are read a few at a time. What all are sending
/// together is bounded, and so is the time that one may take.
/// </summary>
internal sealed class BodySpool(StudioOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>Bytes up to which a body stays in memory and is read at once.</summary>
    internal const int Small = 64 << 10;

    private readonly Turnstile _turns = new(
        options.Limits.Decoders,
        long.MaxValue,
        options.Limits.DecodingPatience,
        clock
    );
    private long _receiving;

    /// <summary>Receives the body of a request, from now on the request's body; dispose it when it is read.</summary>
    /// <exception cref="HippogriffException">Too much is being received, the disk is full, or it came too
    /// slowly.</exception>
    /// <exception cref="BadHttpRequestException">It is larger than the endpoint takes, or ends too early.</exception>
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
