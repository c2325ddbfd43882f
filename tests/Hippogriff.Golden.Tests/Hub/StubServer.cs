using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>A small HTTP/1.1 server that can break off in the middle, as no real server library lets one.</summary>
internal sealed class StubServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = [];
    private readonly string _name;
    private readonly Func<StubRequest, StubAnswer?> _answer;

    /// <param name="name">"hub" or "cdn".</param>
    /// <param name="answer">Answers a request; null closes the connection.</param>
    public StubServer(string name, Func<StubRequest, StubAnswer?> answer)
    {
        (_name, _answer) = (name, answer);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        foreach (Socket socket in _open.Keys)
            socket.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        _open[socket] = true;
        using Socket owned = socket;
        try
        {
            socket.NoDelay = true;
            await using NetworkStream stream = new(socket);
            while (await ReadAsync(stream) is { } request)
                if (_answer(request) is not { } answer || !await WriteAsync(stream, request, answer))
                    return;
        }
        catch (Exception error)
            when (error is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // the client went
        }
        finally
        {
            _open.TryRemove(socket, out _);
        }
    }

    private async Task<StubRequest?> ReadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Add(one[0]);
        }
        string[] lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        return new StubRequest(
            _name,
            first[0],
            first[1],
            lines[1..]
                .Select(line => line.Split(": ", 2))
                .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1])
        );
    }

    private async Task<bool> WriteAsync(NetworkStream stream, StubRequest request, StubAnswer answer)
    {
        if (answer.Status == 0)
            return await HangAsync(stream);
        StringBuilder head = new($"HTTP/1.1 {answer.Status} {(HttpStatusCode)answer.Status}\r\n");
        foreach ((string name, string value) in answer.Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (!answer.Headers.Any(header => header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
            head.Append("Content-Length: ").Append(answer.Body.Length).Append("\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        if (request.Method == "HEAD")
            return true;
        int sent = Math.Min(answer.Cut ?? answer.Body.Length, answer.Body.Length);
        await stream.WriteAsync(answer.Body.AsMemory(0, sent), _stop.Token);
        if (answer.Stalls)
            await HangAsync(stream);
        return answer.Cut is null;
    }

    /// <summary>Says nothing until the client gives up.</summary>
    private async Task<bool> HangAsync(NetworkStream stream)
    {
        while (await stream.ReadAsync(new byte[1], _stop.Token) > 0) { }
        return false;
    }
}
