using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Azure.Relay;

/// <summary>Lets batches in that the configured attesters have signed, or those before them, and follows the rotations that come by. Thread-safe.</summary>
/// <remarks>
/// Who begins with the current set cannot read the rotation that led to it, which a chain may still need; who begins with the one before reads nothing of the current one until that rotation comes. So both are asked.
/// </remarks>
internal sealed class BatchDoor
{
    private readonly Lock _gate = new();
    private readonly AttesterSet _current;
    private readonly AttesterSet? _before;
    private readonly RelayIntake _byCurrent;
    private readonly RelayIntake? _byBefore;
    private bool _isHandedOver;

    /// <param name="current">The configured set.</param>
    /// <param name="before">The configured one before it; null: there is none.</param>
    /// <param name="recovery">Null: nobody may rotate after expiry.</param>
    public BatchDoor(SigningDomain domain, AttesterSet current, AttesterSet? before, RecoveryRule? recovery)
    {
        (_current, _before) = (current, before);
        _byCurrent = IntakeOf(current);
        _byBefore = before is null ? null : IntakeOf(before);

        RelayIntake IntakeOf(AttesterSet first) => new(domain, new(domain, new AttesterSets(first, recovery)));
    }

    /// <summary>The set to begin with for whoever is given all batches that were let in: the one before, once the rotation from it was seen.</summary>
    public AttesterSet Anchor
    {
        get
        {
            lock (_gate) return _isHandedOver ? _before! : _current;
        }
    }

    public IntakeOutcome Open(ReadOnlyMemory<byte> body)
    {
        lock (_gate)
        {
            var opened = _byCurrent.Open(body);
            if (_byBefore?.Open(body) is not IntakeOutcome.Accepted before) return opened;
            _isHandedOver |= before.Batch.Header.Epoch == _before!.Epoch && before.Batch.Statements.Any(statement => statement is AttesterSetStatement rotation && rotation.Set.Equals(_current));
            return opened is IntakeOutcome.Accepted ? opened : before;
        }
    }
}
