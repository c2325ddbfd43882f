using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>Shows a comparison with the optimal denoiser: a sheet of pictures and figures.</summary>
internal static class PerfectView
{
    /// <summary>
    /// One column per seed. Rows: the picture of each denoiser and, below it, the most similar training picture.
    /// </summary>
    public static RgbImage Sheet(PerfectResult result, long seed)
    {
        List<IReadOnlyList<SheetPicture>> rows = [];
        List<string> names = [];
        foreach (
            (string name, IReadOnlyList<PerfectPicture> drawn) in (IEnumerable<(string, IReadOnlyList<PerfectPicture>)>)
                [("optimal", result.Optimal), ("local", result.Local), ("network", result.Network)]
        )
        {
            if (drawn.Count == 0)
                continue;
            rows.Add([
                .. drawn.Select(
                    (picture, i) =>
                        new SheetPicture(
                            picture.Image,
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"seed {seed + i}, off by {picture.Distance:0.0}"
                            )
                        )
                ),
            ]);
            rows.Add([
                .. drawn.Select(picture => new SheetPicture(
                    result.Training[picture.Nearest],
                    $"picture {picture.Nearest + 1}"
                )),
            ]);
            names.AddRange([name, "most like it"]);
        }
        return ContactSheet.Strip(rows, rowNames: names);
    }

    public static void Write(Terminal terminal, PerfectResult result)
    {
        TextTable distances = new("denoiser", "to the nearest picture", "at least", "at most");
        foreach (
            (string name, IReadOnlyList<PerfectPicture> drawn) in (IEnumerable<(string, IReadOnlyList<PerfectPicture>)>)
                [("optimal", result.Optimal), ("local", result.Local), ("network", result.Network)]
        )
            if (drawn.Count > 0)
                distances.Add(
                    name,
                    Number(Mean(drawn)),
                    Number(drawn.Min(p => p.Distance)),
                    Number(drawn.Max(p => p.Distance))
                );
        if (!double.IsNaN(result.Apart))
            distances.Add("(two pictures of the folder)", Number(result.Apart), "", "");
        distances.Write(terminal);
        if (result.Agreement is not { } agreement)
            return;
        terminal.Out.WriteLine();
        TextTable levels = new("add-noise", "patch", "local foretells network", "optimal does");
        foreach (PerfectLevel level in result.Levels)
            levels.Add(
                Number(level.Sigma, "0.00"),
                $"{level.Side}x{level.Side}",
                Number(level.Local, "0.00"),
                Number(level.Optimal, "0.00")
            );
        levels.Write(terminal);
        terminal.Out.WriteLine();
        string other = double.IsNaN(agreement.OtherSeed)
            ? ""
            : $"; the network from other noise has {Number(agreement.OtherSeed, "0.00")}";
        terminal.Out.WriteLine(
            $"Finished pictures, r^2 with the network's: local {Number(agreement.Local, "0.00")}, optimal "
                + $"{Number(agreement.Optimal, "0.00")}{other}."
        );
    }

    public static void WriteJson(
        Terminal terminal,
        PerfectResult result,
        string path,
        long seed,
        int pictures,
        string? model
    )
    {
        Json.Write(
            terminal.Out,
            new
            {
                Path = path,
                Seed = seed,
                Pictures = pictures,
                Model = model,
                Apart = Finite(result.Apart),
                Optimal = Drawn(result.Optimal),
                Local = Drawn(result.Local),
                Network = result.Network.Count == 0 ? null : Drawn(result.Network),
                Levels = result.Levels.Count == 0
                    ? null
                    : result.Levels.Select(l => new
                    {
                        Sigma = Math.Round(l.Sigma, 4),
                        Patch = l.Side,
                        Local = Finite(l.Local),
                        Optimal = Finite(l.Optimal),
                    }),
                Agreement = result.Agreement is not { } a
                    ? null
                    : new
                    {
                        Local = Finite(a.Local),
                        Optimal = Finite(a.Optimal),
                        OtherSeed = Finite(a.OtherSeed),
                    },
            }
        );
    }

    private static object Drawn(IReadOnlyList<PerfectPicture> drawn) =>
        new
        {
            MeanDistance = Finite(Mean(drawn)),
            Drawings = drawn.Select(p => new { Nearest = p.Nearest + 1, Distance = Finite(p.Distance) }),
        };

    private static double Mean(IReadOnlyList<PerfectPicture> drawn) => drawn.Average(p => p.Distance);

    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static string Number(double value, string format = "0.0") =>
        value.ToString(format, CultureInfo.InvariantCulture);
}
