using System.Net.Http.Headers;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Transfer;

/// <summary>
/// Brings the bytes of one file into an <see cref="IncompleteFile"/>. It goes on where a connection broke, and asks
/// anew for an address that expired. Nothing is believed that the hash does not confirm.
/// </summary>
/// <param name="http">Sends the requests.</param>
/// <param name="settings">Time limits and the hub's address.</param>
/// <param name="connection">Waits.</param>
/// <param name="answers">Explains failures.</param>
internal sealed class BodyTransfer(HubHttp http, HubSettings settings, HubConnection connection, HubAnswers answers)
{
    private const int Piece = 1 << 18;
    private int _failures;
    private bool _renewed,
        _restarted;
    private string? _tag;

    /// <summary>Receives the number of bytes of each piece; negative if they were thrown away.</summary>
    public Action<long>? Read { get; init; }

    /// <summary>Receives each wait before it begins.</summary>
    public Action<TimeSpan>? Waiting { get; init; }

    /// <summary>Fetches what is missing, and checks the whole.</summary>
    /// <param name="path">The file's path in the repository, for messages.</param>
    /// <param name="file">Where the bytes go.</param>
    /// <param name="address">Where they are; null asks <paramref name="renew"/> first.</param>
    /// <param name="renew">Asks the hub for a fresh address.</param>
    /// <param name="cancellationToken">Stops it; what was fetched stays.</param>
    /// <exception cref="HubException">It cannot be fetched, or is not what was announced.</exception>
    public async Task FillAsync(
        string path,
        IncompleteFile file,
        Uri? address,
        Func<CancellationToken, Task<Uri>> renew,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            while (!file.IsWhole)
            {
                address ??= await renew(cancellationToken);
                if (!await OnceAsync(path, file, address, cancellationToken))
                    address = null;
            }
            if (file.IsRight)
                return;
            bool mixed = file.WasThere;
            Restart(file);
            if (!mixed || _restarted)
                throw new HubException(
                    $"What came for {Quoted.Name(path)} is not what the hub announced: its hash is another one, so it "
                        + "was thrown away.",
                    HubFault.WrongContent
                );
            _restarted = true; // what an earlier run left may have been wrong
        }
    }

    /// <summary>One request.</summary>
    /// <returns>False if the address is no longer valid.</returns>
    private async Task<bool> OnceAsync(
        string path,
        IncompleteFile file,
        Uri address,
        CancellationToken cancellationToken
    )
    {
        long before = file.Length;
        TimeSpan wait;
        try
        {
            (HttpResponseMessage answer, Uri last) = await http.AskBytesAsync(
                address,
                file.Length,
                _tag,
                cancellationToken
            );
            using HttpResponseMessage given = answer;
            if (given.IsSuccessStatusCode)
            {
                await TakeAsync(path, file, given, cancellationToken);
                return true;
            }
            int status = (int)given.StatusCode;
            if (IsExpired(status, last))
                return false;
            if (status == 416 && file.Length > 0 && !_restarted)
            {
                _restarted = true;
                Restart(file);
                return true;
            }
            wait = Waits.Before(_failures, given);
            if (++_failures > Waits.Tries || !Waits.MayRepeat(status) || wait > Waits.Longest)
                throw await answers.ExplainAsync(given, last, path, cancellationToken);
        }
        catch (HubException error) when (error.Fault == HubFault.Network)
        {
            if (file.Length > before)
                (_failures, _renewed) = (0, false);
            if (++_failures > Waits.Tries)
                throw;
            wait = TimeSpan.FromSeconds(1);
        }
        Waiting?.Invoke(wait);
        await connection.Wait(wait, cancellationToken);
        return true;
    }

    /// <summary>Whether a signed address of the store is no longer valid; believed once.</summary>
    private bool IsExpired(int status, Uri address)
    {
        if (_renewed || status is not (401 or 403 or 404) || HubAddress.MayCarryToken(settings.Endpoint, address))
            return false;
        _renewed = true;
        return true;
    }

    private async Task TakeAsync(
        string path,
        IncompleteFile file,
        HttpResponseMessage answer,
        CancellationToken cancellationToken
    )
    {
        long whole = file.Length + file.Left;
        if ((int)answer.StatusCode == 206)
        {
            ContentRangeHeaderValue? range = answer.Content.Headers.ContentRange;
            if (range?.From != file.Length || (range.Length ?? whole) != whole)
                throw WrongSize(path, whole, $"the range {range?.ToString() ?? "without numbers"}");
        }
        else
        {
            if (file.Length > 0)
                Restart(file); // the range was ignored
            if (answer.Content.Headers.ContentLength is { } length && length != whole)
                throw WrongSize(path, whole, $"{length}");
        }
        string? tag = Waits.HeaderOf(answer, "ETag");
        _tag = tag is not null && ETag.IsStrong(tag) ? tag : null;
        try
        {
            using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            byte[] piece = new byte[Piece];
            while (true)
            {
                int length = await ReadAsync(body, piece, cancellationToken);
                if (length == 0)
                    break;
                if (length > file.Left)
                    throw WrongSize(path, whole, "more than that");
                await file.AppendAsync(piece.AsMemory(0, length), cancellationToken);
                Read?.Invoke(length);
            }
        }
        catch (Exception error) when (error is HttpIOException or HttpRequestException)
        {
            throw Broken(path, error);
        }
        if (!file.IsWhole)
            throw Broken(path, new EndOfStreamException());
    }

    private async Task<int> ReadAsync(Stream body, byte[] piece, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.SilenceLimit);
        try
        {
            return await body.ReadAsync(piece, limit.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "nothing more came", error);
        }
        catch (IOException error) when (error is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, error.Message, error);
        }
    }

    private void Restart(IncompleteFile file)
    {
        Read?.Invoke(-file.Length);
        file.Restart();
    }

    private static HubException Broken(string path, Exception error) =>
        new(
            $"The connection broke again and again while {Quoted.Name(path)} was fetched; what came is kept, so try "
                + "again.",
            HubFault.Network,
            error
        );

    private static HubException WrongSize(string path, long size, string came) =>
        new(
            $"The hub announced {size} bytes for {Quoted.Name(path)} and sends {came}; it is not taken.",
            HubFault.WrongContent
        );
}
