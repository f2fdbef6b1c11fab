using CrossChainOracle.Hosting;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Azure.Apps;

/// <summary>Notices as lines of the log.</summary>
public static partial class NoticeLog
{
    public static Action<NodeNotice> To(ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("CrossChainOracle");
        return notice =>
        {
            var level = LevelOf(notice.Level);
            Write(logger, level, notice.Subject, notice.Text);
        };
    }

    private static LogLevel LevelOf(NoticeLevel level) => level switch
    {
        NoticeLevel.Info => LogLevel.Information,
        NoticeLevel.Warning => LogLevel.Warning,
        _ => LogLevel.Critical,
    };

    [LoggerMessage(EventId = 1, Message = "{Subject}: {Text}")]
    private static partial void Write(ILogger logger, LogLevel level, string subject, string text);
}
