using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>
/// A batch of N sentences of L words for the network. A word is a row of a table. Rows 0 .. W - 1 are the words of the
/// list and row W is the mask. Later rows are words known by their spelling only.
/// </summary>
/// <param name="Ids">Rows [N, L], int64.</param>
/// <param name="Spelled">Spellings of the rows after the mask [R, <see cref="Spelling.Pieces"/>], int64; null if there
/// are none.</param>
/// <param name="Stays">0 where the answer "unchanged" is allowed, which is for words known by their spelling only;
/// otherwise a large negative number [N, L], float32.</param>
/// <param name="Known">1 where a word is known to be correct, otherwise 0 [N, L], float32.</param>
/// <param name="Time">Expected share of corrupted words among the others, as sines and cosines [N,
/// <see cref="StorySentences.Waves"/>], float32.</param>
/// <param name="Conditions">Style, genre and country [N, 3], int64: row 0 means "unspecified".</param>
public sealed record StoryInput(
    Tensor Ids,
    Tensor? Spelled,
    Tensor Stays,
    Tensor Known,
    Tensor Time,
    Tensor Conditions
);
