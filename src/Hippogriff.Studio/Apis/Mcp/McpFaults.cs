using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>
/// Logs what no client can have caused. The protocol's library logs a stack for every wrong name that a client sends,
/// so its own log is off. What is wrong with a call is the call's answer.
/// </summary>
internal static partial class McpFaults
{
    /// <summary>Category of the library's log.</summary>
    public const string Library = "ModelContextProtocol";

    /// <summary>The result of a call; an unexpected failure is logged and goes on.</summary>
    public static async ValueTask<T> ToldAsync<T>(IServiceProvider? services, ValueTask<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (McpException or HippogriffException or OperationCanceledException))
        {
            if (services?.GetService<ILoggerFactory>() is { } loggers)
                LogFault(loggers.CreateLogger(typeof(McpFaults)), error);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Error, "A call of the Model Context Protocol failed.")]
    private static partial void LogFault(ILogger log, Exception error);
}
