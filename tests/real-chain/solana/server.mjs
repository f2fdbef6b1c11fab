// The JSON-RPC methods of a Solana node that the client uses, and svm_* methods that make something happen. Usage: node server.mjs FOLDER-OF-RECORDED-ACCOUNTS
import { createServer } from "node:http";
import bs58 from "bs58";
import { Chain } from "./chain.mjs";
import { compiledByWeb3 } from "./compiled.mjs";

const GENESIS = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
const chain = new Chain();
chain.load(process.argv[2]);

const encode = (account) => account && {
  lamports: Number(account.lamports), owner: account.owner.toBase58(), executable: account.executable, rentEpoch: 0, space: account.data.length,
  data: [Buffer.from(account.data).toString("base64"), "base64"],
};
const withContext = (commitment, value) => ({ context: { apiVersion: "litesvm", slot: chain.slotOf(commitment) }, value });
const isOfOwner = (data, offset, owner) => bs58.encode(data.subarray(offset, offset + 32)) === owner;

function programAccounts(program, { commitment, filters }) {
  const [{ dataSize }, { memcmp }] = filters;
  const found = chain.accounts(commitment).filter(([, account]) => account?.owner.toBase58() === program && account.data.length === dataSize
    && isOfOwner(account.data, memcmp.offset, memcmp.bytes));
  return withContext(commitment, found.map(([pubkey]) => ({ pubkey, account: null })));
}

function tokenAccounts(owner, { mint }, { commitment }) {
  const found = chain.accounts(commitment).filter(([, account]) => account?.owner.toBase58().startsWith("Token") && account.data.length >= 165
    && isOfOwner(account.data, 0, mint) && isOfOwner(account.data, 32, owner));
  return withContext(commitment, found.map(([pubkey]) => ({ pubkey, account: null })));
}

const methods = {
  getGenesisHash: () => GENESIS,
  getSlot: ({ commitment }) => chain.slotOf(commitment),
  getMultipleAccounts: (keys, { commitment }) => withContext(commitment, keys.map((key) => encode(chain.account(key, commitment)))),
  getProgramAccounts: programAccounts,
  getTokenAccountsByOwner: tokenAccounts,
  getSignaturesForAddress: (account, { limit, before }) => {
    const all = chain.signatures(account);
    const first = before ? all.findIndex((entry) => entry.signature === before) + 1 : 0;
    return all.slice(first, first + limit).map(({ signature, slot, err }) => ({ signature, slot, err }));
  },
  getTransaction: (signature) => chain.transaction(signature),
  getEpochInfo: ({ commitment }) => ({ absoluteSlot: chain.slotOf(commitment), blockHeight: chain.height(commitment), epoch: 0, slotIndex: 0, slotsInEpoch: 432_000 }),
  getLatestBlockhash: ({ commitment }) => withContext(commitment, chain.blockhash()),
  getBalance: (account, { commitment }) => withContext(commitment, chain.balance(account)),
  getRecentPrioritizationFees: () => [],
  getSignatureStatuses: (signatures) => withContext("processed", signatures.map((signature) => chain.status(signature))),
  simulateTransaction: (base64, { commitment }) => withContext(commitment, chain.simulate(Buffer.from(base64, "base64"))),
  sendTransaction: (base64) => chain.submit(Buffer.from(base64, "base64")),
  svm_airdrop: (...args) => chain.airdrop(...args),
  svm_balance: (account) => chain.balance(account),
  svm_blockhash: () => chain.blockhash().blockhash,
  svm_expire: () => chain.expire(),
  svm_lose: (whether) => chain.lose(whether),
  svm_submitted: () => chain.submitted(),
  svm_compiled: compiledByWeb3,
  svm_finalize: () => chain.finalize(),
  svm_put: (...args) => chain.put(...args),
  svm_wallet: () => chain.wallet(),
  svm_newMint: (...args) => chain.newMint(...args),
  svm_mintTo: (...args) => chain.mintTo(...args),
  svm_transfer: (...args) => chain.transfer(...args),
  svm_approve: (...args) => chain.approve(...args),
  svm_freeze: (...args) => chain.freeze(...args),
  svm_handOver: (...args) => chain.handOver(...args),
};

function answer({ id, method, params }) {
  const { minContextSlot, commitment } = params?.find((one) => one?.minContextSlot !== undefined) ?? {};
  if (minContextSlot > chain.slotOf(commitment)) return { jsonrpc: "2.0", id, error: { code: -32016, message: "Minimum context slot has not been reached" } };
  if (!methods[method]) return { jsonrpc: "2.0", id, error: { code: -32601, message: `Method not found: ${method}` } };
  try {
    return { jsonrpc: "2.0", id, result: methods[method](...params) };
  } catch (error) {
    return { jsonrpc: "2.0", id, error: { code: -32000, message: String(error) } };
  }
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.stringify(answer(JSON.parse(Buffer.concat(chunks))));
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
});
server.listen(0, "127.0.0.1", () => console.log(`Listening on 127.0.0.1:${server.address().port}`));
