using System.Text.Json.Serialization;

namespace Hippogriff.Models;

/// <summary>
/// Configuration of a denoiser network, config.json of its folder. It is an object with one property, named after the
/// architecture (<see cref="DenoiserDesigns"/>), which has its sizes. A new network needs one folder and one entry
/// there.
/// </summary>
[JsonConverter(typeof(DenoiserConfigConverter))]
public abstract record DenoiserConfig
{
    /// <summary>A new network with this configuration.</summary>
    public abstract DenoiserNetwork Build();

    /// <summary>Width and height of the input must be multiples of this.</summary>
    public abstract int SizeMultiple();

    /// <summary>Validates the sizes.</summary>
    /// <param name="check">Makes the messages.</param>
    /// <param name="channels">Channels of the denoised tensor.</param>
    /// <param name="textWidth">Width of the text embedding.</param>
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    public abstract void Check(ConfigCheck check, int channels, int textWidth);

    /// <summary>Display name of the architecture: "U-Net".</summary>
    public abstract string DisplayName();

    /// <summary>Whether its networks are <see cref="IHasBottleneck"/>.</summary>
    public virtual bool HasBottleneck() => false;

    /// <summary>Number of parameters of a network, without building it.</summary>
    public long Numbers() => FreshModule.NumbersOf(Build);

    /// <summary>Validates the common settings.</summary>
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
