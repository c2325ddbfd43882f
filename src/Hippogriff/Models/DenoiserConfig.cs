using System.Text.Json.Serialization;

namespace Hippogriff.Models;

/// <summary>
/// The design of a denoiser network, config.json of its folder: an object with one property, the name of the design
/// (<see cref="DenoiserDesigns"/>), which holds its sizes. A new network is one folder and one entry there.
/// </summary>
[JsonConverter(typeof(DenoiserConfigConverter))]
public abstract record DenoiserConfig
{
    /// <summary>A fresh network of this design.</summary>
    public abstract DenoiserNetwork Build();

    /// <summary>Width and height of the input must be multiples of this.</summary>
    public abstract int SizeMultiple();

    /// <summary>Refuses sizes that no such network can have.</summary>
    /// <param name="check">Names what is wrong.</param>
    /// <param name="channels">Channels of what is denoised.</param>
    /// <param name="textWidth">Width of the words' vectors.</param>
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    public abstract void Check(ConfigCheck check, int channels, int textWidth);

    /// <summary>What the design is called for people: "U-Net".</summary>
    public abstract string DisplayName();

    /// <summary>Whether its networks are <see cref="IHasBottleneck"/>.</summary>
    public virtual bool HasBottleneck() => false;

    /// <summary>How many numbers a network of this design holds; none is made.</summary>
    public long Numbers() => FreshModule.NumbersOf(Build);

    /// <summary>What the designs here have in common.</summary>
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    internal static void CheckShared(
        ConfigCheck check,
        (int Channels, int TextWidth, int HeadWidth, int TextLength) has,
        int channels,
        int textWidth
    )
    {
        check.Equal("channels", has.Channels, channels, "the picture or its code has");
        check.Equal("text_width", has.TextWidth, textWidth, "the text encoder has");
        check.Between("head_width", has.HeadWidth, 1, ConfigCheck.MostChannels);
        check.Between("text_length", has.TextLength, 1, ConfigCheck.LongestText);
    }
}
