namespace CrossChainOracle.Domain.Collateral;

/// <summary>Over which units unfinalized changes are netted before the decreases are summed. Numbers stand in signed bytes.</summary>
public enum CreditRule : byte
{
    /// <summary>Each transaction in itself: it survives whole or not at all. Holds for every subset of the seen transactions, each with the effect it was seen to have.</summary>
    TransactionNet = 1,

    /// <summary>Each block in itself, where a protocol offers only a view. Holds for every subset of whole blocks.</summary>
    BlockNet = 2,
}
