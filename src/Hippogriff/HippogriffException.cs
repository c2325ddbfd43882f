namespace Hippogriff;

/// <summary>
/// Something from outside is wrong (a name, a file, a size, the machine): the message is one sentence for a person, naming the
/// thing and the allowed values. The command line prints it and exits with 2; everything else is a bug and exits with 1.
/// </summary>
public class HippogriffException : Exception
{
    public HippogriffException(string message) : base(message) { }

    public HippogriffException(string message, Exception inner) : base(message, inner) { }
}
