namespace Hippogriff.Metadata;

/// <summary>Reads infotexts: prompt, negative prompt and the entries of the last line.</summary>
internal static class InfotextParser
{
    /// <summary>See <see cref="Infotext.Parse"/>.</summary>
    public static Infotext Parse(string text)
    {
        if (ForeignSettings.Json(text) is { } foreign)
            return ForeignSettings.Of(text, foreign);
        string[] lines = text.Trim().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        (int Line, Dictionary<string, string> Fields)? entries = InfotextEntries.Find(lines);
        if (entries is null && ForeignSettings.IsBroken(text))
            return ForeignSettings.Nothing("another program");
        List<string> prompt = [],
            negative = [];
        bool inNegative = false;
        foreach (string raw in lines.Take(entries?.Line ?? lines.Length))
        {
            string line = raw.Trim();
            if (line.StartsWith(Infotext.NegativeMark, StringComparison.Ordinal))
            {
                inNegative = true;
                line = line[Infotext.NegativeMark.Length..].Trim();
            }
            (inNegative ? negative : prompt).Add(line);
        }
        Infotext plain = new(
            string.Join('\n', prompt),
            string.Join('\n', negative),
            entries?.Fields ?? new Dictionary<string, string>()
        );
        return ExactSettings.Of(plain.Fields) is { } exact
            ? plain with
            {
                Prompt = exact.Prompt,
                NegativePrompt = exact.NegativePrompt,
            }
            : plain;
    }
}
