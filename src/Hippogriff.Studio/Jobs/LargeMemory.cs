using System.Runtime;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Memory of large pictures, which the collector would keep for as long as nothing else asks for as much.
/// </summary>
internal static class LargeMemory
{
    /// <summary>Gives what is no longer used back to the system, on another thread.</summary>
    public static void GiveBack() =>
        Task.Run(() =>
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                return; // somebody has asked for quiet
#pragma warning disable RS0030 // nothing waits for a finalizer here: hundreds of megabytes of pixels stay mapped otherwise
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
#pragma warning restore RS0030
        });
}
