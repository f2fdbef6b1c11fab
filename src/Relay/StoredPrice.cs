using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay;

/// <summary>A price as a chain has it (docs/spec/attestation-v1.md, section 15.3); value 0: a gap or none that could be stored.</summary>
public sealed record StoredPrice(ulong Sequence, long ObservedAt, long PublishedAt, long ValidUntil, Price Value, Price Confidence, Verdict Verdict, BreakerState Breaker);
