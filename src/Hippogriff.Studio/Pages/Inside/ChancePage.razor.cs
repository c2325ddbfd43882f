using Hippogriff.Insight;
using Hippogriff.Insight.Chance;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>Interpolates between pictures and shows one frame.</summary>
public sealed partial class ChancePage : InspectionPage
{
    private const int Default = 9,
        MostFrames = 24;
    private WalkStory? _walk;
    private string[] _pictures = [];
    private string _toPrompt = "";
    private long? _toSeed = 2;
    private int _frames = Default,
        _at;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (LastLook<Look>() is { } last)
            (_walk, _pictures, _toPrompt, _toSeed, _frames) = (
                last.Walk,
                last.Pictures,
                last.ToPrompt,
                last.ToSeed,
                last.Frames
            );
    }

    private sealed record Look(WalkStory Walk, string[] Pictures, string ToPrompt, long? ToSeed, int Frames);

    private string Ends =>
        Say[
            "Inside.Chance.Ends",
            Spoken.Named(_walk!.From.Prompt),
            _walk.From.Seed,
            Spoken.Named(_walk.To.Prompt),
            _walk.To.Seed
        ];

    private string Place =>
        _at == 0 ? Say["Inside.Chance.End", Spoken.Named(_walk!.From.Prompt), _walk.From.Seed]
        : _at == _pictures.Length - 1 ? Say["Inside.Chance.End", Spoken.Named(_walk!.To.Prompt), _walk.To.Seed]
        : Say["Inside.Chance.Share", 100 * _walk!.Frames[_at].Share];

    private string Stride =>
        _at == 0 ? Say["Inside.Chance.Begins"] : Say["Inside.Chance.Stride", _walk!.Strides[_at - 1]];

    private string Widest
    {
        get
        {
            int widest = _walk!.Strides.Index().MaxBy(stride => stride.Item).Index;
            return Say[
                "Inside.Chance.Widest",
                widest + 1,
                widest + 2,
                _walk.Strides[widest],
                _walk.Strides[widest] / Math.Max(1e-9, _walk.Strides.Average())
            ];
        }
    }

    private Task WalkAsync() =>
        RunAsync(
            async stop =>
            {
                JobRequest order = Session.Inside.ToOrder();
                string? words = _toPrompt.Trim() is { Length: > 0 } other ? other : null;
                if (words is null && _toSeed is null)
                    throw new HippogriffException(Say["Inside.Chance.Nowhere"]);
                (long? seed, int frames) = (_toSeed, _frames);
                _walk = await InspectAsync(
                    order,
                    (pipeline, request, progress, token) =>
                        pipeline.WalkAsync(request, new WalkPlan(seed, words, frames), progress, token),
                    stop
                );
                (_pictures, _at) = ([.. _walk.Frames.Select(frame => PictureAddress.Inline(frame.Image))], 0);
                KeepLook(new Look(_walk, _pictures, _toPrompt, _toSeed, _frames));
                Session.Inside.Seed.Used(_walk.From.Seed);
            },
            new Phrase("Inside.Chance.Drawn")
        );
}
