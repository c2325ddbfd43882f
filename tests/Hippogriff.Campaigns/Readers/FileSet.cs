using System.Text;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Mutators;

namespace Hippogriff.Campaigns.Readers;

/// <summary>
/// A folder of several files of which one is damaged at a time. The input is the number of the file and its content, so
/// an input says all; the others lie there as they are.
/// </summary>
internal sealed class FileSet
{
    private readonly string _folder;
    private readonly (string Name, byte[] Good, Func<Dice, byte[]> Change)[] _files;
    private int _damaged = -1;

    /// <param name="folder">A good folder; it is worked in.</param>
    public FileSet(string folder)
    {
        _folder = folder;
        _files =
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => (Path.GetRelativePath(folder, path), File.ReadAllBytes(path), Changes(path))),
        ];
    }

    /// <summary>An input.</summary>
    public byte[] Next(Dice dice)
    {
        int file = dice.Below(_files.Length);
        return [(byte)file, .. _files[file].Change(dice)];
    }

    /// <summary>Puts the input into the folder, and what was damaged before in order again.</summary>
    public void Put(byte[] input)
    {
        if (_damaged >= 0)
            File.WriteAllBytes(Path.Combine(_folder, _files[_damaged].Name), _files[_damaged].Good);
        _damaged = input.Length == 0 ? 0 : input[0] % _files.Length;
        File.WriteAllBytes(Path.Combine(_folder, _files[_damaged].Name), input.Length == 0 ? [] : input[1..]);
    }

    private static Func<Dice, byte[]> Changes(string path)
    {
        byte[] good = File.ReadAllBytes(path);
        switch (Path.GetExtension(path))
        {
            case ".json":
                return new JsonChanges([good]).Next;
            case ".safetensors":
                return new SafetensorsChanges([good]).Next;
            default:
                return dice => TextChanges.Of([good], dice);
        }
    }

    /// <summary>Text of an input that is one.</summary>
    public static string Text(byte[] input) => Encoding.UTF8.GetString(input);
}
