namespace Hippogriff.Studio.Access;

/// <summary>Why somebody was not let in with a name.</summary>
internal enum NameFault
{
    /// <summary>There is no letter and no digit.</summary>
    Empty,

    /// <summary>It has more than <see cref="PersonName.Longest"/> characters.</summary>
    TooLong,

    /// <summary>It has other characters than names have.</summary>
    Odd,

    /// <summary>Somebody else has it.</summary>
    Taken,

    /// <summary>There are <see cref="People.Most"/> people.</summary>
    Full,
}

/// <summary>Somebody was not let in with a name.</summary>
/// <param name="fault">Why.</param>
/// <param name="name">The name.</param>
/// <param name="message">One sentence.</param>
internal sealed class NameRefusedException(NameFault fault, string name, string message)
    : HippogriffException(message, fault == NameFault.Taken ? FaultKind.Busy : FaultKind.InvalidRequest)
{
    /// <summary>Why.</summary>
    public NameFault Fault { get; } = fault;

    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
