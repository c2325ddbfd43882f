namespace Hippogriff.Files;

/// <summary>Interprets the operating system's error codes of failed reads and writes.</summary>
public static class FileFault
{
    private const int NoSpaceUnix = 28,
        QuotaLinux = 122,
        QuotaMac = 69,
        NoSpaceWindows = unchecked((int)0x80070070),
        HandleFullWindows = unchecked((int)0x80070027);
    private const int BusyLinux = 11,
        BusyMac = 35,
        SharingWindows = unchecked((int)0x80070020),
        LockWindows = unchecked((int)0x80070021),
        DeniedWindows = unchecked((int)0x80070005);

    /// <summary>The disk or the user's quota is full.</summary>
    public static bool IsDiskFull(Exception error) =>
        error.HResult switch
        {
            NoSpaceUnix or NoSpaceWindows or HandleFullWindows => true,
            QuotaLinux => OperatingSystem.IsLinux(),
            QuotaMac => OperatingSystem.IsMacOS(),
            _ => false,
        };

    /// <summary>
    /// Windows' errors for a file that is open elsewhere: a sharing violation, or access denied when it would be
    /// replaced or deleted.
    /// </summary>
    public static bool IsHeldOnWindows(Exception error) =>
        error.HResult is SharingWindows or LockWindows or DeniedWindows;

    /// <summary>Another process has the file open.</summary>
    public static bool IsBusy(IOException error) =>
        error.HResult switch
        {
            SharingWindows or LockWindows => true,
            BusyLinux => OperatingSystem.IsLinux(),
            BusyMac => OperatingSystem.IsMacOS(),
            _ => false,
        };
}
