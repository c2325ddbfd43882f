using Hippogriff.Imaging;
using Hippogriff.Studio.Apis.Comfy.Graphs;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>A graph that is right and still cannot be drawn here.</summary>
/// <param name="node">Id of the node where that shows.</param>
/// <param name="sentence">One sentence that says why.</param>
internal sealed class NotPlannedException(string node, string sentence) : HippogriffException(sentence)
{
    /// <summary>Id of the node.</summary>
    public string Node => node;
}

/// <summary>Finds the pictures that a graph names.</summary>
internal interface IGraphPictures
{
    /// <summary>The uploaded picture of that name, and the mask of its transparent places; null for none.</summary>
    (ReadyPicture Picture, ReadyMask? Mask)? Find(string name);

    /// <summary>The picture under that id of the Krita plug-in's addresses; null if there is none.</summary>
    (ReadyPicture Picture, ReadyMask? Mask)? AtAddress(string id);

    /// <summary>A picture of the gallery.</summary>
    /// <exception cref="HippogriffException">It is not there any more.</exception>
    RgbImage Drawn(long id);
}

/// <summary>The inputs of a node, with the values of those that it is linked to.</summary>
internal sealed class NodeReader(
    CheckedNode node,
    IReadOnlyDictionary<string, GraphValue[]> values,
    IGraphPictures pictures,
    ICollection<string> warnings
)
{
    /// <summary>Largest number of drawn pictures that other nodes go on with.</summary>
    private const int MostDrawn = 16;

    /// <summary>Id of the node.</summary>
    public string Id => node.Node.Id;

    /// <summary>Name of its class.</summary>
    public string Class => node.Node.Class.Name;

    /// <summary>The pictures that a graph names.</summary>
    public IGraphPictures Pictures => pictures;

    /// <summary>What an input is linked to.</summary>
    public GraphValue Any(string input) =>
        node.Values[input] is NodeLink link ? values[link.Node][link.Slot] : throw Not($"{input} is no link.");

    /// <summary>What an input is linked to, of a kind; a sentence says what is wanted where it is another.</summary>
    public T Link<T>(string input, string wanted)
        where T : GraphValue => Any(input) as T ?? throw Not(wanted);

    /// <inheritdoc cref="Link{T}(string, string)"/>
    public T Link<T>(string input)
        where T : GraphValue => Link<T>(input, $"{input} of {Class} comes from a node that cannot go before it here.");

    /// <summary>Pictures: loaded or made ones, or what a sampler draws.</summary>
    public IReadOnlyList<ReadyPicture> PicturesOf(string input) =>
        Any(input) switch
        {
            PicturesValue there => there.Pictures,
            DrawnValue drawn => PicturesOf(drawn.Drawing),
            _ => throw Not($"{input} of {Class} comes from a node that cannot go before it here."),
        };

    /// <summary>The pictures that a drawing will have made, in the size that the graph asks for.</summary>
    public IReadOnlyList<ReadyPicture> PicturesOf(PlannedDrawing drawing)
    {
        BeginValue begin = drawing.Steps.Begin;
        if (begin.Count > MostDrawn)
            throw Not($"What is drawn on or changed has at most {MostDrawn} pictures here, not {begin.Count}.");
        if (begin is NoiseValue noise)
            PictureNodes.Require(this, noise.Width, noise.Height);
        return
        [
            .. Enumerable
                .Range(0, begin.Count)
                .Select(i => new ReadyPicture(null, () => drawing.Picture(pictures, i), [drawing])),
        ];
    }

    /// <summary>A whole number.</summary>
    public int Whole(string input) => (int)(decimal)node.Values[input];

    /// <summary>A seed.</summary>
    public ulong Seed(string input) => (ulong)(decimal)node.Values[input];

    /// <summary>A number.</summary>
    public double Number(string input) => (double)node.Values[input];

    /// <summary>A text or a choice.</summary>
    public string Text(string input) => (string)node.Values[input];

    /// <summary>True or false.</summary>
    public bool Truth(string input) => (bool)node.Values[input];

    /// <summary>Something that is passed over.</summary>
    public void Warn(string sentence)
    {
        if (!warnings.Contains(sentence))
            warnings.Add(sentence);
    }

    /// <summary>Why the graph cannot be drawn.</summary>
    public NotPlannedException Not(string sentence) => new(Id, sentence);
}
