using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>The coordinator's side of co-signing: asks all attesters at once and believes only signatures that it verified. Thread-safe.</summary>
/// <param name="time">Measures the timeout.</param>
/// <param name="timeout">How long one attester may take.</param>
/// <param name="onFault">Told of every fault when it is known, also of attesters that were not waited for: a liar cannot hide by being slow. Must not throw.</param>
public sealed class Cosigning(TimeProvider time, TimeSpan timeout, Action<CosignerFault>? onFault = null)
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Returns as soon as the threshold is reached. Attesters that are still busy then may finish, which keeps their logs at the head.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; attesters may have signed.</exception>
    public async Task<CosigningOutcome> CosignAsync(
        IReadOnlyList<ICosigner> attesters, AttesterSet set, CosignRequest request, Hash256 digest, CancellationToken ct = default)
    {
        var answers = attesters.Select(attester => AskAsync(attester, set, request, digest, ct)).ToList();
        var signatures = new SortedDictionary<byte, AttesterSignature>();
        var faults = new List<CosignerFault>();
        await foreach (var answer in Task.WhenEach(answers).WithCancellation(ct).ConfigureAwait(false))
        {
            var (signature, fault) = await answer.ConfigureAwait(false);
            if (fault is not null) faults.Add(fault);
            if (signature is { } valid) signatures[valid.Signer] = valid;
            if (signatures.Count >= set.Threshold) return new CosigningOutcome.Reached([.. signatures.Values], faults);
        }

        ct.ThrowIfCancellationRequested();
        return new CosigningOutcome.Short(signatures.Count, set.Threshold, faults);
    }

    private async Task<(AttesterSignature? Signature, CosignerFault? Fault)> AskAsync(
        ICosigner attester, AttesterSet set, CosignRequest request, Hash256 digest, CancellationToken ct)
    {
        var answer = await AnswerAsync(attester, set, request, digest, ct).ConfigureAwait(false);
        // Cancelled by the caller, silence is nobody's fault.
        if (answer.Fault is { } fault && !ct.IsCancellationRequested) onFault?.Invoke(fault);
        return answer;
    }

    /// <summary>One attester's verified signature or its fault. Never throws, whatever the attester does.</summary>
    private async Task<(AttesterSignature? Signature, CosignerFault? Fault)> AnswerAsync(
        ICosigner attester, AttesterSet set, CosignRequest request, Hash256 digest, CancellationToken ct)
    {
        var address = attester.Address;
        if (IndexOf(set, address) is not { } index) return (null, new(address, CosignerFaultKind.Stranger, $"no member of the set of epoch {set.Epoch}"));
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            // On another thread: an attester in this process computes before it first awaits, and one that blocks must not hold up the others.
            var asked = Task.Run(() => attester.CosignAsync(request, either.Token).AsTask(), CancellationToken.None);
            Observe(asked);
            return Judge(await asked.WaitAsync(either.Token).ConfigureAwait(false), address, index, digest);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return (null, new(address, CosignerFaultKind.Silent, $"no answer within {(long)timeout.TotalMilliseconds} ms"));
        }
        catch (Exception e)
        {
            return (null, new(address, CosignerFaultKind.Failed, $"{e.GetType().Name}: {e.Message}"));
        }
    }

    private static (AttesterSignature? Signature, CosignerFault? Fault) Judge(CosignOutcome outcome, EvmAddress address, byte index, Hash256 digest)
    {
        switch (outcome)
        {
            case CosignOutcome.Signed signed:
                var bytes = signed.Signature.ToArray();
                return SignatureQuorum.IsBy(address, digest, bytes, out var recovered)
                    ? (new(index, bytes), null)
                    : (null, new(address, CosignerFaultKind.Lying, $"its {bytes.Length} bytes are no signature of its own over {digest}, they recover to {recovered}"));
            case CosignOutcome.Refused refused:
                return (null, new(address, CosignerFaultKind.Refused, refused.Refusal.ToString(), refused.Refusal));
            case CosignOutcome.Failed failed:
                return (null, new(address, CosignerFaultKind.Failed, failed.Reason));
            case CosignOutcome.Unknown unknown:
                return (null, new(address, CosignerFaultKind.Unknown, unknown.Reason));
            default:
                return (null, new(address, CosignerFaultKind.Lying, "no answer that there is"));
        }
    }

    /// <summary>An attester that was given up on may still fault; nobody is left to see it.</summary>
    private static void Observe(Task task) =>
        _ = task.ContinueWith(static faulted => _ = faulted.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private static byte? IndexOf(AttesterSet set, EvmAddress address)
    {
        for (byte i = 0; i < set.Members.Count; i++)
        {
            if (set.Members[i] == address) return i;
        }

        return null;
    }
}
