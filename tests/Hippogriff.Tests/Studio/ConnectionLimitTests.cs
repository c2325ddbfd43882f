using Hippogriff.Studio.Access;
using Hippogriff.Studio.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hippogriff.Tests.Studio;

public class ConnectionLimitTests
{
    [Theory]
    [InlineData(2_000, null, 2_000)]
    [InlineData(2_000, 1_048_576L, 2_000)]
    [InlineData(2_000, 1_024L, 424)] // what the server needs for itself stays free
    [InlineData(2_000, 256L, 64)]
    [InlineData(10, 1_024L, 10)]
    public void Connections_get_what_the_limit_of_open_files_leaves(int wanted, long? openFiles, int expected) =>
        Assert.Equal(expected, ConnectionLimit.For(wanted, openFiles));

    [Theory]
    [InlineData("                1024                 1048576              files     ", 1_024L)]
    [InlineData(" unlimited unlimited files", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_limit_of_open_files_is_read_as_linux_writes_it(string? line, long? expected) =>
        Assert.Equal(expected, ConnectionLimit.SoftLimit(line));

    [Fact]
    public void Pages_and_requests_share_the_connections_and_slow_senders_are_cut()
    {
        KestrelServerLimits kestrel = new();
        ConnectionLimit.Set(kestrel, new StudioLimits { Connections = 20 });
        Assert.Equal((15, 5), (kestrel.MaxConcurrentConnections, kestrel.MaxConcurrentUpgradedConnections));
        Assert.True(kestrel.MinRequestBodyDataRate is { BytesPerSecond: >= 1_000 });
        if (OperatingSystem.IsLinux())
            Assert.True(ConnectionLimit.OpenFiles() is null or > 0);
    }
}
