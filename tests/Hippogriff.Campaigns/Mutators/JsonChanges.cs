using System.Text;
using System.Text.Json;
using Hippogriff.Campaigns.Fuzzing;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>
/// Damage that knows JSON: any value of the tree becomes null or another token, names are left out, doubled or
/// misspelt, values change places. The rest of the document stays as it was, so the damage gets past the parser.
/// </summary>
internal sealed class JsonChanges
{
    private readonly IReadOnlyList<byte[]> _texts;
    private readonly Document[] _documents;

    /// <param name="seeds">Documents that are read without a fault.</param>
    public JsonChanges(IReadOnlyList<byte[]> seeds)
    {
        _texts = seeds;
        _documents = [.. seeds.Select(Spans)];
        if (_documents.Length == 0)
            throw new ArgumentException("There is no document to change.", nameof(seeds));
    }

    /// <summary>Where a value lies, and where its name begins; the value's own start where it has none.</summary>
    private readonly record struct Node(int Name, int Start, int End);

    private sealed record Document(byte[] Text, Node[] Nodes);

    /// <summary>A changed document: now and then damaged as bytes too.</summary>
    public byte[] Next(Dice dice)
    {
        if (dice.OneIn(8))
            return ByteChanges.Of(_texts, dice, Tokens.Text);
        Document document = dice.Pick(_documents);
        byte[] text = Change(document, dice);
        while (dice.OneIn(3) && text.Length < 1 << 16 && Try(text) is { Nodes.Length: > 0 } again)
            text = Change(again, dice);
        if (dice.OneIn(40))
            return Dressed(text, dice);
        return dice.OneIn(16) ? ByteChanges.Once(text, _texts, dice, Tokens.Text) : text;
    }

    /// <summary>The document behind a mark, in another encoding, or with something before or behind it.</summary>
    private static byte[] Dressed(byte[] text, Dice dice) =>
        dice.Below(7) switch
        {
            0 => [0xef, 0xbb, 0xbf, .. text],
            1 => [0xff, 0xfe, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(text))],
            2 => [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(text))],
            3 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(text)),
            4 => [.. text, 0],
            5 => [.. text, .. text],
            _ =>
            [
                .. Encoding.UTF8.GetBytes(dice.Pick(Tokens.Edging)),
                .. text,
                .. Encoding.UTF8.GetBytes(dice.Pick(Tokens.Edging)),
            ],
        };

    private byte[] Change(Document document, Dice dice)
    {
        (byte[] text, Node node) = (document.Text, dice.Pick(document.Nodes));
        switch (dice.Below(9))
        {
            case 0:
                return Put(text, node.Start, node.End, "null"u8);
            case 1:
                return Put(text, node.Start, node.End, Value(dice.Pick(_documents), dice));
            case 2:
                return Put(text, node.Start, node.End, Value(document, dice));
            case 3:
                return Put(text, node.Name, node.End, "\"z\":0"u8); // an unknown name, or a fault of grammar in a list
            case 4:
                return Put(text, node.End, node.End, [(byte)',', .. text[node.Name..node.End]]); // twice
            case 6 when node.Name < node.Start:
                return Put(
                    text,
                    node.End,
                    node.End,
                    [(byte)',', .. text[node.Name..node.Start], .. dice.Pick(Tokens.Json)]
                ); // twice, with two values
            case 5:
                return node.Name > 0 && text[node.Name - 1] == ','
                    ? Put(text, node.Name - 1, node.End, [])
                    : Put(text, node.Name, Comma(text, node.End), []); // left out
            default:
                return Put(text, node.Start, node.End, dice.Pick(Tokens.Json));
        }
    }

    private static ReadOnlySpan<byte> Value(Document document, Dice dice)
    {
        Node other = dice.Pick(document.Nodes);
        return document.Text.AsSpan(other.Start, Math.Min(other.End - other.Start, 1 << 13));
    }

    private static int Comma(byte[] text, int end) => end < text.Length && text[end] == ',' ? end + 1 : end;

    private static byte[] Put(byte[] text, int from, int to, ReadOnlySpan<byte> part) =>
        [.. text.AsSpan(0, from), .. part, .. text.AsSpan(to)];

    private static Document? Try(byte[] text)
    {
        try
        {
            return Spans(text);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Document Spans(byte[] text)
    {
        Utf8JsonReader reader = new(
            text,
            new JsonReaderOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                MaxDepth = 200,
            }
        );
        List<Node> nodes = [];
        Stack<(int Name, int Start)> open = [];
        int name = -1;
        while (reader.Read())
        {
            int start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = start;
                    continue;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((name < 0 ? start : name, start));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    (int named, int began) = open.Pop();
                    nodes.Add(new Node(named, began, (int)reader.BytesConsumed));
                    break;
                default:
                    nodes.Add(new Node(name < 0 ? start : name, start, (int)reader.BytesConsumed));
                    break;
            }
            name = -1;
        }
        return new Document(text, [.. nodes]);
    }
}
