using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Hosting;

/// <summary>Tells the operator of attesters that do not sign while enough others do: a second and a third one would stop publication.</summary>
public sealed class CosignerNotices(NodeServices services)
{
    /// <summary>An attester that goes on not signing is told of again after this.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(EvmAddress Attester, CosignerFaultKind Kind), DateTimeOffset> _told = [];

    /// <summary>Called from any thread.</summary>
    public void Hear(CosignerFault fault)
    {
        var now = services.Time.GetUtcNow();
        lock (_gate)
        {
            if (_told.TryGetValue((fault.Attester, fault.Kind), out var before) && now - before < Again) return;
            _told[(fault.Attester, fault.Kind)] = now;
        }

        services.Notify(new(NoticeLevel.Warning, $"attester {fault.Attester}", $"does not sign: {fault.Kind}: {fault.Reason}"));
    }
}
