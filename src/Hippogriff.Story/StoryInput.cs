using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>
/// N sentences of L words as a network takes them. A word is a row of a table: rows 0 .. W - 1 are the words of the
/// list, row W is the blank, and behind it stand words that are known by their spelling only.
/// </summary>
/// <param name="Ids">Rows [N, L], int64.</param>
/// <param name="Spelled">Spellings of the rows behind the blank [R, <see cref="Spelling.Pieces"/>], int64; null where
/// no word is shown by its spelling.</param>
/// <param name="Stays">0 where the answer "as it stands" is offered, which is for words known by their spelling only,
/// else a large negative number [N, L], float32.</param>
/// <param name="Known">1 where a word is known to be right, else 0 [N, L], float32.</param>
/// <param name="Time">Expected share of spoiled words among the others, as sines and cosines [N,
/// <see cref="StorySentences.Waves"/>], float32.</param>
/// <param name="Conditions">Style, genre and country [N, 3], int64: row 0 is "not said".</param>
public sealed record StoryInput(
    Tensor Ids,
    Tensor? Spelled,
    Tensor Stays,
    Tensor Known,
    Tensor Time,
    Tensor Conditions
);
