namespace Hippogriff.Imaging.Codecs;

/// <summary>The XMP packet of generated pictures: which program made them, and that a trained network did.</summary>
internal static class XmpPacket
{
    /// <summary>
    /// What a packet calls pictures made by a trained network (IPTC digital source types; asked for by Article 50 of
    /// the EU AI Act).
    /// </summary>
    public const string TrainedAlgorithmicMedia =
        "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /// <summary>Version of this program as it stands in pictures.</summary>
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
