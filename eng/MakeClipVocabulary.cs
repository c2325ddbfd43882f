// Makes src/Hippogriff/Tokenizers/clip-merges.br from the merges.txt of any Stable Diffusion 1.5 folder:
//   dotnet run eng/MakeClipVocabulary.cs -- merges.txt src/Hippogriff/Tokenizers/clip-merges.br
// Its form: the merges without the first line, which names a version, joined by line feeds, packed by Brotli.
// The tokens follow from the merges (ClipVocabulary.TokensOf). They are OpenAI's, MIT: see THIRD-PARTY-NOTICES.md.
using System.IO.Compression;
using System.Text;

string[] merges = [.. File.ReadLines(args[0]).Skip(1).Where(line => line.Length > 0)];
using FileStream file = File.Create(args[1]);
using BrotliStream packed = new(file, CompressionLevel.SmallestSize);
packed.Write(Encoding.UTF8.GetBytes(string.Join('\n', merges)));
