using System.Net;
using Solnet.Rpc.Core.Http;
using Solnet.Rpc.Messages;
using Solnet.Rpc.Models;
using Solnet.Rpc.Types;

namespace Solnet.Rpc
{
    /// <summary>Asks one node; a method for each of its methods.</summary>
    public interface IRpcClient
    {
        Task<RequestResult<string>> GetGenesisHashAsync();

        Task<RequestResult<ulong>> GetSlotAsync(Commitment commitment = Commitment.Finalized);

        Task<RequestResult<ulong>> GetBlockTimeAsync(ulong slot);

        Task<RequestResult<ResponseValue<List<AccountInfo>>>> GetMultipleAccountsAsync(IList<string> accounts, Commitment commitment = Commitment.Finalized);

        Task<RequestResult<ResponseValue<List<TokenAccount>>>> GetTokenAccountsByOwnerAsync(
            string ownerPubKey, string tokenMintPubKey = null, string tokenProgramId = null, Commitment commitment = Commitment.Finalized);

        Task<RequestResult<List<SignatureStatusInfo>>> GetSignaturesForAddressAsync(
            string accountPubKey, ulong limit = 1000, string before = null, string until = null, Commitment commitment = Commitment.Finalized);

        Task<RequestResult<TransactionMetaSlotInfo>> GetTransactionAsync(string signature, Commitment commitment = Commitment.Finalized);
    }
}

namespace Solnet.Rpc.Core.Http
{
    /// <summary>What came of a request, with both texts as they were on the wire.</summary>
    public class RequestResult<T>
    {
        public HttpStatusCode HttpStatusCode { get; set; }

        public string RawRpcRequest { get; internal set; }

        public string RawRpcResponse { get; internal set; }
    }
}

namespace Solnet.Rpc.Messages
{
    /// <summary>Read from the raw text instead.</summary>
    public class ResponseValue<T>;
}

namespace Solnet.Rpc.Models
{
    /// <summary>Read from the raw text instead.</summary>
    public class AccountInfo;

    /// <summary>Read from the raw text instead.</summary>
    public class TokenAccount;

    /// <summary>Read from the raw text instead.</summary>
    public class SignatureStatusInfo;

    /// <summary>Read from the raw text instead.</summary>
    public class TransactionMetaSlotInfo;
}

namespace Solnet.Rpc.Types
{
    /// <summary>How settled.</summary>
    public enum Commitment
    {
        Finalized,
        Confirmed,
        Processed,
    }
}
