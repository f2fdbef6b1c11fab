using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.Evm;

/// <summary>What contracts return, by contract and function; everything else reverts.</summary>
internal sealed class FakeAnswers
{
    public static readonly ChainId Chain = ChainId.Eip155(1);
    public static readonly EvmAddress Owner = FakeContracts.Address(0xaa);
    public static readonly EvmAddress Other = FakeContracts.Address(0xbb);

    private readonly Dictionary<(EvmAddress, uint), CallOutcome> _answers = [];

    public FakeAnswers Returns(EvmAddress contract, string signature, AbiWriter result) => Returns(contract, signature, result.ToArray());

    public FakeAnswers Returns(EvmAddress contract, string signature, byte[] data) => Gives(contract, signature, new CallOutcome.Returned(data));

    public FakeAnswers Fails(EvmAddress contract, string signature, RejectionCode code = RejectionCode.CallFailed) => Gives(contract, signature, new CallOutcome.Failed(new(code, $"{contract} reverted")));

    public ProtocolAnswer Read(IEvmProtocol protocol) => Vectors.Read(protocol, Owner, Answer);

    /// <summary>A log with addresses and numbers as topics.</summary>
    public static EvmLog Log(EvmAddress contract, Hash256 topic0, object[] topics, AbiWriter data) => new(
        contract,
        [topic0, .. topics.Select(topic => topic switch
        {
            EvmAddress address => Hash256.From(new AbiWriter().Address(address).ToArray()),
            Hash256 hash => hash,
            _ => throw new ArgumentException($"{topic} is no topic", nameof(topics)),
        })],
        data.ToArray(),
        Keccak256.Hash([1]),
        100,
        Keccak256.Hash([2]),
        0);

    private FakeAnswers Gives(EvmAddress contract, string signature, CallOutcome outcome)
    {
        _answers[(contract, AbiSelector.Of(signature))] = outcome;
        return this;
    }

    private CallOutcome Answer(EvmCall call)
    {
        Assert.True(AbiSelector.TrySplit(call.Data.Span, out var selector, out _));
        return _answers.TryGetValue((call.To, selector), out var outcome) ? outcome : new CallOutcome.Failed(new(RejectionCode.CallFailed, $"{call.To} reverted without a reason"));
    }
}
