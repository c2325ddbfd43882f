using Hippogriff.Texts;

namespace Hippogriff.Studio.Trainings;

/// <summary>Why a training of drawings does not begin.</summary>
internal enum DrawingsFault
{
    /// <summary>The word is empty, too long, or has other letters than a to z.</summary>
    OddWord,

    /// <summary>The model knows the word already, and its words keep their meaning.</summary>
    KnownWord,

    /// <summary>There is a LoRA of that name.</summary>
    Taken,

    /// <summary>There are too few drawings or too many.</summary>
    Count,

    /// <summary>Another training goes on.</summary>
    Busy,

    /// <summary>No installed model can learn.</summary>
    NoModel,
}

/// <summary>A training of drawings does not begin.</summary>
/// <param name="fault">Why.</param>
/// <param name="value">The word or the number.</param>
internal sealed class DrawingsException(DrawingsFault fault, object? value = null)
    : HippogriffException(
        Sentence(fault, value),
        fault == DrawingsFault.Busy ? FaultKind.Busy : FaultKind.InvalidRequest
    )
{
    /// <summary>Why.</summary>
    public DrawingsFault Fault { get; } = fault;

    /// <summary>The word or the number.</summary>
    public object? Value { get; } = value;

    private static string Sentence(DrawingsFault fault, object? value) =>
        fault switch
        {
            DrawingsFault.OddWord => $"The word for drawings has 2 to {OwnDrawings.LongestWord} letters, a to z.",
            DrawingsFault.KnownWord => $"The model knows the word '{value}' already; take one that it does not know.",
            DrawingsFault.Taken => $"There is a LoRA '{value}' already; take another word.",
            DrawingsFault.Count =>
                $"A LoRA is trained from {OwnDrawings.Least} to {Counted.Of(OwnDrawings.Most, "drawing")}.",
            DrawingsFault.Busy => "Another training goes on; stop it, or wait until it is done.",
            _ => "No installed model can learn from drawings; the model 'first' can.",
        };
}
