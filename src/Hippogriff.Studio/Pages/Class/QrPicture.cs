using System.Text;
using QRCoder;

namespace Hippogriff.Studio.Pages.Class;

/// <summary>QR codes as pictures: black on white in both themes, since many cameras read nothing else.</summary>
internal static class QrPicture
{
    /// <summary>A picture of a text, as an address for an image.</summary>
    public static string Of(string text)
    {
        using QRCodeData data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using SvgQRCode code = new(data);
        string svg = code.GetGraphic(8, "#000000", "#ffffff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute);
        return "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg));
    }
}
