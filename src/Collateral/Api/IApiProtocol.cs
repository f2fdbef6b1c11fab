using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Api;

/// <summary>A protocol that only answers over HTTP, without a block to pin: what is read is pinned by the time and the digest of the answer and never rises above <see cref="Stage.Seen"/>.</summary>
public interface IApiProtocol
{
    /// <summary>Name in position keys, 1 to 16 of <c>a-z0-9-</c>.</summary>
    string Source { get; }

    ChainId Chain { get; }

    /// <summary>The next question, or the answer.</summary>
    /// <param name="owner">Whose positions, as the chain writes addresses.</param>
    /// <param name="answers">The answers to every question so far, oldest first, each in the order of its requests; empty at the beginning.</param>
    ApiStep Step(string owner, IReadOnlyList<IReadOnlyList<ApiAnswer>> answers);
}

/// <summary>What a protocol wants next.</summary>
public abstract record ApiStep
{
    private ApiStep()
    {
    }

    /// <summary>Requests, at least one.</summary>
    public sealed record Ask(IReadOnlyList<ApiRequest> Requests) : ApiStep;

    public sealed record Done(ProtocolAnswer Answer) : ApiStep;
}

/// <summary>One request below the endpoint's address.</summary>
/// <param name="Path">Relative, with its query; begins with a slash.</param>
/// <param name="Body">JSON to post; null asks by GET.</param>
public sealed record ApiRequest(string Path, string? Body = null);

/// <summary>What came of a request.</summary>
public abstract record ApiAnswer
{
    private ApiAnswer()
    {
    }

    /// <summary>Status 200 and its body.</summary>
    public sealed record Ok(ReadOnlyMemory<byte> Body) : ApiAnswer;

    /// <summary>Status 404: the API's way to say that there is no such account.</summary>
    public sealed record NotFound : ApiAnswer;

    public sealed record Failed(RejectionCode Code, string Detail) : ApiAnswer;
}
