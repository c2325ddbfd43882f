using System.Text;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>What readers stumble over, as other programs' reports and experience have it.</summary>
internal static class Tokens
{
    /// <summary>JSON values of every kind and of none.</summary>
    public static IReadOnlyList<byte[]> Json { get; } = Bytes(
        "null", "true", "false", "0", "-1", "1", "2", "99", "0.5", "-0.0", "1e999", "-1e999", "1e-999", "NaN", "Infinity", "2147483647", "2147483648", "-2147483648", "4294967296",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615", "1e308", "20.0", "1e2", "65536", "16384", "4000000", "\"\"", "\" \"", "\"0\"", "\"a\"",
        "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "\"\\u001b]0;x\\u0007\"", "\"\\u202eevil\"", "\"\\ud83d\\ude00\"", "\"../x\"", "\"/etc/passwd\"", "\"C:\\\\x\"", "\"CON\"", "\"a\\nb\"",
        "\"" + new string('a', 5_000) + "\"", "[]", "{}", "[null]", "[[]]", "{\"a\":null}", "{\"\\ud800\":1}", "{\"\":0}", new string('[', 70) + new string(']', 70), new string('[', 2_000),
        "{\"a\":" + new string('[', 100), "/*", "//x\n1", "1,", ",", "\"", "'a'", "\ufeff1");

    /// <summary>Pieces of text.</summary>
    public static IReadOnlyList<byte[]> Text { get; } =
    [
        .. Bytes("\0", "\u001b[2J", "\u001b]0;t\u0007", "\u202e", "\u2066", "\u2028", "\u0085", "\ufeff", "\ufffe", "\r\n", "\r", "\n", "\n\n", "\t", ",", ":", "\"", "\\", "\\u", "\\\"", "%s", "%n", "{0}",
            "../", "..\\", "/", "C:\\", "\\\\?\\", "CON", "NUL.txt", "é", "e\u0301", "\u1112\u1161\u11ab", "한", "猫", "😀", "\u200d", "1e999", "-1", "NaN", "99999999999999999999", "0x7f", "Steps: 1", "Seed: -1",
            "Negative prompt:", "Size: 99999x99999", "<lora:x:1>", "(a:1.5)", "BREAK", "{a|b}", "__x__", "a: b, c: d, e: f", "\"\\ud800\"", "<pad>", "<unk>", "<script>", "'; drop table", new string('a', 300),
            new string('(', 200), string.Concat(Enumerable.Repeat("a, ", 200)), string.Concat(Enumerable.Repeat("x:", 100))),
        [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x28, 0xa1], [0xff, 0xfe], [0xfe, 0xff], [0x80],
    ];

    /// <summary>Names of files that lead elsewhere, or that some system cannot write.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "../x.png", "..\\x.png", "/x.png", "\\x.png", "C:/x.png", "C:x.png", "\\\\host\\share\\x.png", "//host/x.png", "a/../../x.png", "a//b.png", "./x.png", "CON.png", "nul", "com1.txt", "aux.jsonl", "x.png ",
        "x.png.", " x.png", "a:b.png", "a?.png", "a\0b.png", "a\u202e.png", "a\u001b[2J.png", "A.PNG", "a.png", "é.png", "e\u0301.png", "__MACOSX/a.png", ".hidden.png", "a/b/c/d/e/f/g/h/i/j.png",
        new string('n', 130) + ".png", new string('d', 300), "", "/", "metadata.jsonl", "captions.jsonl", "a.txt", "sub/metadata.jsonl", "😀.png", "\ud800.png", "a.png/b.png", "thing.zip", "a.svg", "a",
    ];

    /// <summary>Whole numbers at edges.</summary>
    public static IReadOnlyList<ulong> Edges { get; } =
        [0, 1, 2, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, ulong.MaxValue];

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
