using System.Globalization;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Mcp;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Hippogriff.Studio.Setup;

/// <summary>Configures the log on standard error; standard output has only the URL.</summary>
internal static partial class StudioLogging
{
    public static void Add(ILoggingBuilder logging, StudioOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // the command reports in one sentence why the host does not start
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        logging.AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None); // Problems tells what failed
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        // warns about unencrypted cookie keys; their folder is readable by its owner only
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging.AddFilter(McpFaults.Library, LogLevel.Critical);
        // two lines for each request without a key; Strangers counts them
        logging.AddFilter(typeof(StudioAccess).FullName, LogLevel.Warning);
        if (options.Logs == StudioLogs.None)
            return;
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName =
                options.Logs == StudioLogs.Json ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
        });
        logging.AddSimpleConsole(line =>
        {
            line.SingleLine = true;
            line.TimestampFormat = "HH:mm:ss ";
        });
        logging.AddJsonConsole(json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            json.IncludeScopes = false;
        });
        if (options.Logs == StudioLogs.Text)
            logging.AddSimpleConsole();
        else
            logging.AddJsonConsole();
    }

    /// <summary>Logs the remarks on the studio's folder.</summary>
    public static void Tell(ILoggerFactory loggers, IEnumerable<string> notes)
    {
        ILogger log = loggers.CreateLogger("Hippogriff.Studio.Storage");
        foreach (string note in notes)
            LogNote(log, note);
    }

    [LoggerMessage(LogLevel.Warning, "{Note}")]
    private static partial void LogNote(ILogger log, string note);
}
