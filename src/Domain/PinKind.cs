namespace CrossChainOracle.Domain;

/// <summary>How a read was bound to a place on its chain. Numbers stand in signed bytes.</summary>
public enum PinKind : byte
{
    /// <summary>By block hash (EIP-1898).</summary>
    Hash = 1,

    /// <summary>By number, with the hash checked before and after.</summary>
    Number = 2,

    /// <summary>The same context slot, or the same account bytes over a declared range of slots (Solana).</summary>
    SlotRange = 3,

    /// <summary>By height (CometBFT).</summary>
    Height = 4,

    /// <summary>By time and digest of the answer only: interfaces without a block. Never above <see cref="Stage.Seen"/>.</summary>
    Answer = 5,
}
