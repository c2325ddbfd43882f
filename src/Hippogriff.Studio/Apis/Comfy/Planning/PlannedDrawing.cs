using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>
/// A drawing that a graph asks for. It is a job, or a job for each picture that it begins with. Other drawings of the
/// graph may begin with its pictures.
/// </summary>
/// <param name="node">Id of the node that draws it.</param>
/// <param name="steps">What it is drawn with.</param>
internal sealed class PlannedDrawing(string node, StepRange steps)
{
    /// <summary>Id of the node that draws it.</summary>
    public string Node => node;

    /// <summary>What it is drawn with.</summary>
    public StepRange Steps => steps;

    /// <summary>Whether it begins with what others have drawn.</summary>
    public bool IsLater => steps.Begin is SourceValue { After.Count: > 0 };

    /// <summary>The size that the graph asks for; known with its order.</summary>
    public PictureSize Asked { get; set; }

    /// <summary>The size that it is drawn in, which the model may make smaller.</summary>
    public PictureSize Size { get; set; }

    /// <summary>Its pictures in the gallery; known when it is drawn.</summary>
    public IReadOnlyList<long> Drawn { get; set; } = [];

    /// <summary>One of its pictures, in the size that the graph asks for.</summary>
    public RgbImage Picture(IGraphPictures pictures, int number)
    {
        RgbImage image = pictures.Drawn(Drawn[number]);
        if (Asked == new PictureSize(image.Width, image.Height))
            return image;
        return Math.Max(Asked.Width, Asked.Height) <= PictureNodes.LargestSide
            ? ImageScaling.Resize(image, Asked.Width, Asked.Height)
            : throw new NotPlannedException(
                node,
                $"Pictures of at most {PictureNodes.LargestSide} pixels a side are changed here, not {Asked}."
            );
    }
}
