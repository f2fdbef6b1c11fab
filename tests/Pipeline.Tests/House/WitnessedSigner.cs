using CrossChainOracle.Domain;
using CrossChainOracle.Ledger;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>A real key that, before it signs, looks at what ledger and log would hold if the power failed now.</summary>
internal sealed class WitnessedSigner(ISigner signer, World world, Disk disk) : ISigner
{
    public EvmAddress Address => signer.Address;

    public ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default)
    {
        world.NoteSigned(digest, disk.Files is MemoryFileSystem files ? ForgottenBy(digest, disk with { Files = files.AfterPowerCut() }) : null);
        return signer.SignAsync(digest, ct);
    }

    private string? ForgottenBy(Hash256 digest, Disk left)
    {
        if (!IsReserved(digest, left)) return "the ledger";
        var isRecorded = false;
        AttesterLog.Verify(left.Attester(Address), Address, entry => isRecorded |= entry.Digest == digest).OrThrow();
        return isRecorded ? null : $"attester {Address}";
    }

    private bool IsReserved(Hash256 digest, Disk left)
    {
        using var ledger = FileLedger.OpenReadOnly(left.Ledger).OrThrow();
        return ledger.ReadFromAsync(world.Kind.RulesOf().Shard.ToString(), 0).ToBlockingEnumerable().Any(entry => entry.Reservation.Digest == digest);
    }
}
