using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hippogriff.Studio.Configuration;

/// <summary>The address that the server listens on.</summary>
/// <param name="Address">An address of this machine, or any.</param>
/// <param name="Port">0 for any free one.</param>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>True if only this machine can connect.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <exception cref="HippogriffException">The address or the port is not valid.</exception>
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

    /// <summary>Checks that the address can be used, before anything else is started.</summary>
    /// <exception cref="HippogriffException">Another program uses it, or permission is missing.</exception>
    public void RequireFree()
    {
        if (Port == 0)
            return;
        using Socket socket = new(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (!OperatingSystem.IsWindows())
            // recently closed sockets are ignored, as by the server itself
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
