using System.Net;
using System.Text;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Pages.Class;

namespace Hippogriff.Tests.Studio;

/// <summary>By which address others come in.</summary>
public class WayInTests
{
    [Theory]
    [InlineData("http://192.168.7.9:5177/teacher", "0.0.0.0", "http://192.168.7.9:5177")]
    [InlineData("https://studio.example.org/", "0.0.0.0", "https://studio.example.org")] // a proxy in front
    [InlineData("http://127.0.0.1:5177/", "127.0.0.1", "http://127.0.0.1:5177")] // nobody else reaches it
    public void The_address_by_which_the_page_was_opened_is_kept_where_others_can_use_it(
        string page,
        string host,
        string shown
    ) => Assert.Equal(shown, LocalNetwork.ForOthers(new Uri(page), host));

    [Theory]
    [InlineData("http://127.0.0.1:5177/")]
    [InlineData("http://localhost:5177/")]
    [InlineData("http://0.0.0.0:5177/")]
    [InlineData("http://[::1]:5177/")]
    public void The_address_of_this_machine_gives_way_to_the_one_in_its_network(string page)
    {
        Uri shown = new(LocalNetwork.ForOthers(new Uri(page), "0.0.0.0"));
        Assert.Equal(5177, shown.Port);
        // a machine without a network keeps what it has
        Assert.True(
            LocalNetwork.Reachable("http://127.0.0.1", "*") == "http://127.0.0.1"
                || IPAddress.TryParse(shown.Host, out IPAddress? own)
                    && !IPAddress.IsLoopback(own)
                    && !own.Equals(IPAddress.Any)
        );
    }

    [Fact]
    public void A_QR_code_is_black_on_white_in_every_theme()
    {
        string picture = QrPicture.Of("http://192.168.7.9:5177/join?code=123456");
        string svg = Encoding.UTF8.GetString(Convert.FromBase64String(picture.Split(',')[1]));
        Assert.Contains("viewBox", svg, StringComparison.Ordinal);
        Assert.Contains("#ffffff", svg, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(picture, QrPicture.Of("http://192.168.7.9:5177/join?code=123457"));
    }
}
