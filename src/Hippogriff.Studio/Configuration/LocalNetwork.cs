using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Hippogriff.Studio.Configuration;

/// <summary>By which address other devices of a local network reach this machine.</summary>
internal static class LocalNetwork
{
    /// <summary>An address with the name of this machine in its network in place of "all" or "this machine".</summary>
    /// <param name="address">http://127.0.0.1:5177.</param>
    /// <param name="host">What the server listens on; where it is one address, that one stays.</param>
    public static string Reachable(string address, string host) =>
        host is "0.0.0.0" or "*" or "+" or "::" && Own() is { } own
            ? new UriBuilder(address) { Host = own.ToString() }.Uri.GetLeftPart(UriPartial.Authority)
            : address;

    /// <summary>The address that others type, for a page that may have been opened on this machine.</summary>
    /// <param name="page">Where the page was opened, for example http://localhost:5177/.</param>
    /// <param name="host">What the server listens on.</param>
    public static string ForOthers(Uri page, string host)
    {
        string address = page.GetLeftPart(UriPartial.Authority);
        return page.IsLoopback || page.Host is "0.0.0.0" or "[::]" ? Reachable(address, host) : address;
    }

    /// <summary>The first IPv4 address of an interface that leads out of this machine; null if there is none.</summary>
    private static IPAddress? Own()
    {
        try
        {
            return NetworkInterface
                .GetAllNetworkInterfaces()
                .Where(one =>
                    one.OperationalStatus == OperationalStatus.Up
                    && one.NetworkInterfaceType != NetworkInterfaceType.Loopback
                )
                .Select(one => one.GetIPProperties())
                .OrderByDescending(one => one.GatewayAddresses.Count > 0)
                .SelectMany(one => one.UnicastAddresses)
                .Select(one => one.Address)
                .FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one));
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }
}
