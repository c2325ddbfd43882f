using System.Runtime;

namespace Hippogriff.Devices;

/// <summary>
/// Keeps the garbage collector from running while libtorch computes. TorchSharp 0.107 hands the native address of a number (a Scalar) to libtorch and lets go of the object:
/// a collection at that moment frees the number under the call, which then fails with "Unknown scalar type" or "Expected false to be true". Rare, but hours of training meet it.
/// Pauses of several threads are one; a pause ends by itself, silently, when more than <see cref="Budget"/> bytes were allocated in it.
/// </summary>
internal sealed class CollectorPause : IDisposable
{
    /// <summary>Bytes that may be allocated before the collector runs all the same.</summary>
    internal const long Budget = 192 << 20;

    private static readonly Lock s_gate = new();
    private static int s_holders;
    private static long s_allocated; // when the pause began
    private bool _left;

    private CollectorPause()
    {
    }

    /// <summary>Whether the collector is paused now.</summary>
    internal static bool IsPaused => GCSettings.LatencyMode == GCLatencyMode.NoGCRegion;

    /// <summary>Begins a pause, or joins the one that is.</summary>
    public static CollectorPause Begin()
    {
        lock (s_gate)
            if (s_holders++ == 0) Start();
        return new CollectorPause();
    }

    /// <summary>Lets the collector run now where half of the budget is gone, and begins anew. Called where this thread is in no native call; does nothing while others pause too.</summary>
    public void Renew()
    {
        lock (s_gate)
        {
            if (s_holders != 1 || IsPaused && GC.GetTotalAllocatedBytes() - s_allocated < Budget / 2) return;
            End();
            Start();
        }
    }

    public void Dispose()
    {
        lock (s_gate)
        {
            if (_left) return;
            _left = true;
            if (--s_holders == 0) End();
        }
    }

    private static void Start()
    {
        try
        {
            GC.TryStartNoGCRegion(Budget); // collects first, so that the budget is there
        }
        catch (InvalidOperationException)
        {
            // the program has paused the collector for itself
        }
        s_allocated = GC.GetTotalAllocatedBytes();
    }

    private static void End()
    {
        try
        {
            if (IsPaused) GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // the budget was used up in this moment
        }
    }
}
