using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Hosting.Relay;

/// <summary>A relayer's notices among those of its host.</summary>
public static class RelayNotices
{
    public static NodeNotice ToNode(RelayNotice notice) => new(
        notice.Level switch
        {
            RelayNoticeLevel.Info => NoticeLevel.Info,
            RelayNoticeLevel.Warning => NoticeLevel.Warning,
            _ => NoticeLevel.Alarm,
        },
        notice.Chain is { } chain ? $"relay {chain}" : "relay",
        notice.Text);
}
