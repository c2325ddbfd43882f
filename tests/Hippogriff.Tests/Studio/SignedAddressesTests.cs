using Hippogriff.Studio.Access;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Tests.Studio;

public sealed class SignedAddressesTests
{
    private readonly QueueFixture.ManualClock _clock = new();

    [Fact]
    public void An_address_opens_for_an_hour_and_under_its_own_secret_only()
    {
        SignedAddresses signed = new(new EphemeralDataProtectionProvider(), _clock);
        string address = signed.Sign("/v1/images/files/a/0.png");
        Assert.True(signed.Opens(Request(address)));
        Assert.False(new SignedAddresses(new EphemeralDataProtectionProvider(), _clock).Opens(Request(address)));
        Assert.False(signed.Opens(Request(address.Replace("0.png", "1.png", StringComparison.Ordinal))));
        Assert.False(signed.Opens(Request(address, "POST")));
        Assert.False(signed.Opens(Request("/v1/images/files/a/0.png")));
        _clock.Now += SignedAddresses.Lasts + TimeSpan.FromSeconds(1);
        Assert.False(signed.Opens(Request(address)));
    }

    private static HttpRequest Request(string address, string method = "GET")
    {
        DefaultHttpContext context = new();
        string[] parts = address.Split('?', 2);
        (context.Request.Method, context.Request.Path) = (method, parts[0]);
        context.Request.QueryString = parts.Length > 1 ? new QueryString("?" + parts[1]) : default;
        return context.Request;
    }
}
