namespace Hippogriff.Cli.Parsing;

/// <summary>Where an option stands on a help page; the pages show the groups in this order.</summary>
internal enum OptionGroup
{
    /// <summary>Words, pictures and files that are read.</summary>
    Input,

    /// <summary>Which network computes, and where.</summary>
    Model,

    /// <summary>How many, how large, from which chance.</summary>
    Amount,

    /// <summary>The steps from noise to the result, and what pulls them.</summary>
    Steps,

    /// <summary>How a network learns.</summary>
    Training,

    /// <summary>Options of inspections and measurements.</summary>
    Looking,

    /// <summary>Who reaches the server, and how.</summary>
    Server,

    /// <summary>Options of output.</summary>
    Output,

    /// <summary>Help, version, errors.</summary>
    Program,
}
