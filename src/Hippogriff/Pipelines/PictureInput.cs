namespace Hippogriff.Pipelines;

/// <summary>What a network takes of a picture in channels beside the noisy ones.</summary>
public enum PictureInput
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A mask and the picture without what is painted anew: inpainting models with nine channels.</summary>
    Inpainting,

    /// <summary>The picture to change: InstructPix2Pix with eight channels.</summary>
    Edit,
}
