using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hippogriff.Studio.Setup;

/// <summary>Where the server listens.</summary>
/// <param name="Address">An address of this machine, or any.</param>
/// <param name="Port">0 for any free one.</param>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>True where only this machine can call.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <exception cref="HippogriffException">It is no address, or no port.</exception>
    public static ListenAddress Of(StudioOptions options)
    {
        if (options.Port is < 0 or > 65_535) throw new HippogriffException($"The port {options.Port} is not between 0 and 65535.");
        IPAddress? address = options.Host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" or "+" => IPAddress.IPv6Any,
            _ => IPAddress.TryParse(options.Host, out IPAddress? parsed) ? parsed : null,
        };
        return new ListenAddress(address ?? throw new HippogriffException($"The server listens on an address such as 127.0.0.1, 0.0.0.0 or *, not on '{options.Host}'."), options.Port);
    }

    public void Listen(KestrelServerOptions kestrel) => kestrel.Listen(Address, Port);
}
