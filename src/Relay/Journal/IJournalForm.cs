using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Journal;

/// <summary>How the records of a journal are written, and what they make of its state.</summary>
/// <typeparam name="TState">What is known of the transactions that may have left; changed in place.</typeparam>
/// <typeparam name="TRecord">One case of it is the beginning.</typeparam>
internal interface IJournalForm<TState, TRecord>
    where TRecord : class
{
    /// <summary>Four ASCII characters in the segment headers.</summary>
    string Kind { get; }

    /// <summary>Whose journal it is: the account and its chain. Another's is not opened.</summary>
    string Owner { get; }

    TState Empty();

    byte[] Encode(TRecord record);

    /// <summary>Never throws for what the bytes are.</summary>
    Refusal? Decode(ReadOnlySpan<byte> bytes, out TRecord? record);

    /// <summary>The record with which a log begins: the whole state in one piece.</summary>
    TRecord Begin(ulong generation, TState state);

    /// <summary>Null: the record is none.</summary>
    JournalBeginning? BeginningOf(TRecord record);

    /// <summary>Also of a beginning, onto an empty state. The same record twice changes nothing.</summary>
    void Apply(TState state, TRecord record);
}

/// <param name="Generation">From 1; of two logs the younger has the higher one.</param>
/// <param name="Owner">As <see cref="IJournalForm{TState, TRecord}.Owner"/> writes it.</param>
internal readonly record struct JournalBeginning(ulong Generation, string Owner);
