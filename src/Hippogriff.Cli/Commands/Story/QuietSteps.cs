using Hippogriff.Cli.Views;
using Hippogriff.Story;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>Steps of a plot that change nothing become one line.</summary>
internal sealed class QuietSteps(Terminal terminal)
{
    private int _first,
        _last;

    /// <summary>True if the step changed nothing and will be told with others of its kind.</summary>
    public bool Folds(PlotStep step)
    {
        if (step.Changed.Contains(true))
        {
            End();
            return false;
        }
        if (_first == 0)
            _first = step.Number;
        _last = step.Number;
        return true;
    }

    /// <summary>Tells the steps that were folded, if there are any.</summary>
    public void End()
    {
        if (_first > 0)
            terminal.Out.WriteLine(
                _first == _last ? $"step {_first}: nothing changed" : $"steps {_first} to {_last}: nothing changed"
            );
        _first = _last = 0;
    }
}
