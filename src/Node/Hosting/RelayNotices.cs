using CrossChainOracle.Hosting;
using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Node.Hosting;

/// <summary>A relayer's notices among those of its host.</summary>
internal static class RelayNotices
{
    public static NodeNotice ToNode(RelayNotice notice) => new(
        notice.Level switch
        {
            RelayNoticeLevel.Info => NoticeLevel.Info,
            RelayNoticeLevel.Warning => NoticeLevel.Warning,
            _ => NoticeLevel.Alarm,
        },
        $"relay {notice.Chain}",
        notice.Text);
}
