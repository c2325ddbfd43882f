namespace Hippogriff.Stereograms;

/// <summary>Connected components of a shape (4-neighbourhood).</summary>
internal static class Pieces
{
    /// <summary>Removes components with fewer pixels than <paramref name="share"/> of the largest one.</summary>
    public static void DropSmall(bool[] shape, int width, int height, double share)
    {
        List<List<int>> pieces = Of(shape, width, height, wanted: true);
        int least = pieces.Count == 0 ? 0 : (int)Math.Ceiling(pieces.Max(piece => piece.Count) * share);
        foreach (int pixel in pieces.Where(piece => piece.Count < least).SelectMany(piece => piece))
            shape[pixel] = false;
    }

    /// <summary>Fills enclosed holes.</summary>
    public static void FillHoles(bool[] shape, int width, int height)
    {
        foreach (List<int> piece in Of(shape, width, height, wanted: false))
            if (!piece.Any(p => p % width == 0 || p % width == width - 1 || p < width || p >= width * (height - 1)))
                foreach (int pixel in piece)
                    shape[pixel] = true;
    }

    private static List<List<int>> Of(bool[] shape, int width, int height, bool wanted)
    {
        bool[] seen = new bool[shape.Length];
        List<List<int>> pieces = [];
        Stack<int> open = [];
        for (int start = 0; start < shape.Length; start++)
        {
            if (seen[start] || shape[start] != wanted)
                continue;
            List<int> piece = [];
            Visit(start);
            while (open.TryPop(out int pixel))
            {
                piece.Add(pixel);
                int x = pixel % width,
                    y = pixel / width;
                if (x > 0)
                    Visit(pixel - 1);
                if (x + 1 < width)
                    Visit(pixel + 1);
                if (y > 0)
                    Visit(pixel - width);
                if (y + 1 < height)
                    Visit(pixel + width);
            }
            pieces.Add(piece);
        }
        return pieces;

        void Visit(int pixel)
        {
            if (seen[pixel] || shape[pixel] != wanted)
                return;
            seen[pixel] = true;
            open.Push(pixel);
        }
    }
}
