using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Journal;

/// <summary>A state that is durable before what it speaks of leaves. For one caller at a time.</summary>
internal interface IJournal<out TState, in TRecord> : IAsyncDisposable
{
    TState State { get; }

    /// <summary>Why the journal takes nothing more until it is opened again; null while it does.</summary>
    string? Problem { get; }

    /// <summary>Whether it still is the one journal: null, or why it must be opened again, which <see cref="Problem"/> says from then on.</summary>
    ValueTask<string?> CheckAsync(CancellationToken cancellation);

    /// <summary>The state has changed only after <see cref="AppendOutcome.Appended"/>. After <see cref="AppendOutcome.Unknown"/> the journal takes nothing more: open it again.</summary>
    ValueTask<AppendOutcome> AppendAsync(TRecord record);
}
