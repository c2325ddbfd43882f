namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// The XMP packet of generated pictures. It names the program and says that a trained network made the picture.
/// </summary>
internal static class XmpPacket
{
    /// <summary>
    /// The IPTC digital source type for pictures of a trained network, as required by Article 50 of the EU AI Act.
    /// </summary>
    public const string TrainedAlgorithmicMedia =
        "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /// <summary>Version of this program as written into pictures.</summary>
    public static string ProgramVersion { get; } = typeof(XmpPacket).Assembly.GetName().Version!.ToString(3);

    public static string Generated { get; } =
        "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
        + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        + "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
        + "xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">"
        + $"<xmp:CreatorTool>Hippogriff {ProgramVersion}</xmp:CreatorTool>"
        + $"<Iptc4xmpExt:DigitalSourceType>{TrainedAlgorithmicMedia}</Iptc4xmpExt:DigitalSourceType>"
        + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>";
}
