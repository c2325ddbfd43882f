namespace Hippogriff.Hub.Faults;

/// <summary>Why the hub did not give what was asked for.</summary>
public enum HubFault
{
    /// <summary>The repository does not exist, or may not be seen with this token.</summary>
    NoSuchRepository,

    /// <summary>The repository has no such branch, tag or commit.</summary>
    NoSuchRevision,

    /// <summary>The repository has no such file.</summary>
    NoSuchFile,

    /// <summary>Its owner asks for consent on its page, or has not given access.</summary>
    Gated,

    /// <summary>The token is not valid.</summary>
    TokenRefused,

    /// <summary>The hub, or something before it, forbids it.</summary>
    Forbidden,

    /// <summary>The hub asks to wait.</summary>
    RateLimited,

    /// <summary>The hub has trouble of its own; a later try may succeed.</summary>
    ServerTrouble,

    /// <summary>The hub cannot be reached, or the connection broke.</summary>
    Network,

    /// <summary>What answers at this address is no model hub.</summary>
    NotAHub,

    /// <summary>What was sent is not what was announced: another size or another hash.</summary>
    WrongContent,

    /// <summary>The hub refuses the request for another reason.</summary>
    Refused,

    /// <summary>Nothing may be fetched, and the cache does not hold it.</summary>
    Offline,
}

/// <summary>The hub did not give what was asked for. The message is one sentence that says what to do.</summary>
public sealed class HubException : HippogriffException
{
    /// <param name="message">One sentence.</param>
    /// <param name="fault">Why.</param>
    public HubException(string message, HubFault fault)
        : base(message, KindOf(fault)) => Fault = fault;

    /// <param name="message">One sentence.</param>
    /// <param name="fault">Why.</param>
    /// <param name="inner">The exception that was caught.</param>
    public HubException(string message, HubFault fault, Exception inner)
        : base(message, inner, KindOf(fault)) => Fault = fault;

    /// <summary>Why.</summary>
    public HubFault Fault { get; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsWorthRetrying => Fault is HubFault.RateLimited or HubFault.ServerTrouble or HubFault.Network;

    /// <summary>The hub's number of the request, for its operators; null if it gave none.</summary>
    public string? RequestId { get; init; }

    private static FaultKind KindOf(HubFault fault) =>
        fault switch
        {
            HubFault.NoSuchRepository or HubFault.NoSuchRevision or HubFault.NoSuchFile or HubFault.Offline =>
                FaultKind.NotFound,
            HubFault.WrongContent or HubFault.NotAHub => FaultKind.DamagedFile,
            HubFault.RateLimited => FaultKind.Busy,
            HubFault.ServerTrouble or HubFault.Network => FaultKind.Resource,
            _ => FaultKind.InvalidRequest,
        };
}
