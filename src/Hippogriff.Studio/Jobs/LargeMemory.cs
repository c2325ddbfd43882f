using System.Runtime;

namespace Hippogriff.Studio.Jobs;

/// <summary>Releases memory of large pictures, which the garbage collector would keep.</summary>
internal static class LargeMemory
{
    /// <summary>Returns unused memory to the system, on another thread.</summary>
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
