using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hippogriff.Studio.Configuration;

/// <summary>Where the server listens.</summary>
/// <param name="Address">An address of this machine, or any.</param>
/// <param name="Port">0 for any free one.</param>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>True if only this machine can call.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <exception cref="HippogriffException">It is not an address, or no port.</exception>
    public static ListenAddress Of(StudioOptions options)
    {
        if (options.Port is < 0 or > 65_535)
            throw new HippogriffException($"The port {options.Port} is not between 0 and 65535.");
        IPAddress? address = options.Host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" or "+" => IPAddress.IPv6Any,
            _ => IPAddress.TryParse(options.Host, out IPAddress? parsed) ? parsed : null,
        };
        return new ListenAddress(
            address
                ?? throw new HippogriffException(
                    $"The server listens on an address such as 127.0.0.1, 0.0.0.0 or *, not on '{options.Host}'."
                ),
            options.Port
        );
    }

    /// <summary>Tries whether it can be listened on, before anything else is begun for it.</summary>
    /// <exception cref="HippogriffException">Another program does, or this one may not.</exception>
    public void RequireFree()
    {
        if (Port == 0)
            return;
        using Socket socket = new(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (!OperatingSystem.IsWindows())
            // what was closed just now does not count, as for the server itself
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(new IPEndPoint(Address, Port));
            socket.Listen(1);
        }
        catch (SocketException error)
        {
            string why = error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program does",
                SocketError.AddressNotAvailable => "this machine has no such address",
                SocketError.AccessDenied => "this user may not",
                _ => error.Message.TrimEnd('.'),
            };
            throw new HippogriffException(
                $"The studio cannot listen on {Address}, port {Port}: {why}. Another --port may be free.",
                error,
                FaultKind.Busy
            );
        }
    }

    public void Listen(KestrelServerOptions kestrel) => kestrel.Listen(Address, Port);
}
