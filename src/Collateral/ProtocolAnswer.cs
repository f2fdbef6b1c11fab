using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral;

/// <summary>All that one source says about one owner at one pin.</summary>
/// <param name="Positions">Every position that the source was asked about, also those with zero shares.</param>
/// <param name="Health">The protocol's own figures; empty where it has none.</param>
/// <param name="Problems">What could not be read. A position that a problem is about is not among the positions: what is not known is never zero.</param>
public sealed record ProtocolAnswer(IReadOnlyList<Position> Positions, IReadOnlyList<HealthFigure> Health, IReadOnlyList<ReadingProblem> Problems);
