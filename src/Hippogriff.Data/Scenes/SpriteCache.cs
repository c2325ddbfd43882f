using System.Collections.Concurrent;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// A thread-safe cache of sprites with a maximum number of bytes. Above it, the oldest sprites are evicted and made
/// again on request.
/// </summary>
/// <param name="most">Bytes of pixels to keep.</param>
internal sealed class SpriteCache(long most = 768L << 20)
{
    private readonly ConcurrentDictionary<(string Concept, string Style, string? Colour), Lazy<Sprite>> _sprites = [];
    private readonly ConcurrentQueue<(string Concept, string Style, string? Colour)> _order = [];
    private long _bytes;

    /// <summary>Bytes of pixels that are kept.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The sprite of this name; made once if it is not cached.</summary>
    public Sprite GetOrMake(
        (string Concept, string Style, string? Colour) key,
        Func<(string Concept, string Style, string? Colour), Sprite> make
    )
    {
        if (_sprites.TryGetValue(key, out Lazy<Sprite>? known) && known.IsValueCreated)
            return known.Value;
        return _sprites.GetOrAdd(key, name => new Lazy<Sprite>(() => Keep(name, make(name)))).Value;
    }

    // Pixels of an evicted sprite are freed by its finalizer, because another thread may still draw it.
    private Sprite Keep((string Concept, string Style, string? Colour) key, Sprite sprite)
    {
        _order.Enqueue(key);
        Interlocked.Add(ref _bytes, sprite.Bytes);
        while (
            Bytes > most
            && _order.Count > 1
            && _order.TryDequeue(out (string Concept, string Style, string? Colour) oldest)
        )
        {
            if (_sprites.TryRemove(oldest, out Lazy<Sprite>? gone))
                Interlocked.Add(ref _bytes, -gone.Value.Bytes);
        }
        return sprite;
    }
}
