using Hippogriff.Conditioning;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

/// <summary>The letters of a prompt as its tokens, for models without a network: they can be read again.</summary>
internal sealed class LetterConditioner : ITextConditioner
{
    /// <summary>Every call: the prompts that were encoded.</summary>
    public List<string[]> Calls { get; } = [];

    /// <summary>Every call: what it was asked with.</summary>
    public List<ConditionRequest> Requests { get; } = [];

    public Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request)
    {
        Calls.Add([.. prompts]);
        Requests.Add(request);
        int length = Math.Max(1, prompts.Max(prompt => prompt.Length));
        float[] letters =
        [
            .. prompts.SelectMany(prompt => prompt.PadRight(length, '\0').Select(letter => (float)letter)),
        ];
        return new Condition(tensor(letters, prompts.Count, length, 1), null);
    }

    /// <summary>The prompts of the rows.</summary>
    public static string[] Read(Condition condition)
    {
        float[] letters = condition.Tokens.contiguous().data<float>().ToArray();
        return
        [
            .. letters
                .Chunk((int)condition.Tokens.shape[1])
                .Select(row => new string([.. row.Select(letter => (char)letter)]).TrimEnd('\0')),
        ];
    }
}
