namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>What an input of a node takes.</summary>
internal enum InputKind
{
    /// <summary>The output of another node, of the type that is named.</summary>
    Link,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>One name of a list.</summary>
    Choice,

    /// <summary>The name of an uploaded picture.</summary>
    Upload,

    /// <summary>True or false.</summary>
    Truth,
}

/// <summary>An input of a class of nodes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Type">The type of a link, as ComfyUI writes it: MODEL, CLIP, VAE, LATENT, IMAGE ...</param>
internal sealed record NodeInput(string Name, InputKind Kind, string Type)
{
    /// <summary>Value that is shown where nothing is set; null for none.</summary>
    public object? Default { get; init; }

    /// <summary>Least number; null for none.</summary>
    public decimal? Least { get; init; }

    /// <summary>Largest number; null for none.</summary>
    public decimal? Most { get; init; }

    /// <summary>The names to choose from; null where it is no choice.</summary>
    public Func<NodeLists, NameList>? Names { get; init; }

    /// <summary>Whether it may be left out, as graphs of older versions do.</summary>
    public bool IsOptional { get; init; }

    public static NodeInput Link(string name, string type) => new(name, InputKind.Link, type);

    public static NodeInput Whole(string name, decimal usual, decimal least, decimal most) =>
        new(name, InputKind.Whole, "INT")
        {
            Default = usual,
            Least = least,
            Most = most,
        };

    public static NodeInput Number(string name, decimal usual, decimal least, decimal most) =>
        new(name, InputKind.Number, "FLOAT")
        {
            Default = usual,
            Least = least,
            Most = most,
        };

    public static NodeInput Text(string name, string usual = "") =>
        new(name, InputKind.Text, "STRING") { Default = usual };

    public static NodeInput Truth(string name, bool usual) => new(name, InputKind.Truth, "BOOLEAN") { Default = usual };

    public static NodeInput Choice(string name, Func<NodeLists, NameList> names) =>
        new(name, InputKind.Choice, "COMBO") { Names = names };

    public static NodeInput Choice(string name, params string[] names) => Choice(name, _ => NameList.Of(names));

    public static NodeInput Upload(string name) =>
        new(name, InputKind.Upload, "COMBO") { Names = lists => lists.Uploads };
}

/// <summary>An output of a class of nodes.</summary>
/// <param name="Type">Its type: MODEL, CLIP, VAE, LATENT, IMAGE ...</param>
/// <param name="Name">Its name.</param>
internal sealed record NodeOutput(string Type, string Name)
{
    public static implicit operator NodeOutput(string type) => new(type, type);
}

/// <summary>A class of nodes.</summary>
/// <param name="Name">Its name in graphs.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Category">Where it stands in menus.</param>
/// <param name="Description">What it does.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Outputs">Its outputs.</param>
internal sealed record NodeClass(
    string Name,
    string Title,
    string Category,
    string Description,
    IReadOnlyList<NodeInput> Inputs,
    IReadOnlyList<NodeOutput> Outputs
)
{
    /// <summary>Whether a graph is drawn for the sake of this node.</summary>
    public bool IsOutput { get; init; }

    /// <summary>Whether its pictures hold the graph, which ComfyUI tells as hidden inputs.</summary>
    public bool WritesGraph { get; init; }
}
