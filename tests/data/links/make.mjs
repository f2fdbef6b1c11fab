// Owners' proofs of links, signed by public libraries: ethers and viem (EIP-712), noble (Ed25519), cosmjs (amino sign docs, secp256k1).
// Private keys are hashes of published words and must never hold anything.
import { writeFileSync } from "node:fs";
import { Secp256k1Wallet, serializeSignDoc, makeSignDoc } from "@cosmjs/amino";
import { ed25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base58, base64 } from "@scure/base";
import { Wallet, TypedDataEncoder, id, getBytes } from "ethers";
import { privateKeyToAccount } from "viem/accounts";

const SOLANA = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
const ascii = (text) => new TextEncoder().encode(text);
const key = (words) => sha256(ascii(`crosschainoracle link vector: ${words}`));
const hex = (bytes) => "0x" + Buffer.from(bytes).toString("hex");
const text = (c) => `CrossChainOracle link, version 1: deployment ${c.deployment}, account ${c.account}, address ${c.address}, nonce ${c.nonce}`;
const vectors = [];

async function eip712(name, words, claim, chain = "eip155:1") {
  const wallet = new Wallet(hex(key(words)));
  const c = { address: `${chain}:${wallet.address.toLowerCase()}`, ...claim };
  const domain = { name: "CrossChainOracle", version: "1", salt: id(c.deployment) };
  const types = { Link: [{ name: "account", type: "string" }, { name: "address", type: "string" }, { name: "nonce", type: "uint64" }] };
  const message = { account: c.account, address: c.address, nonce: c.nonce };
  const signature = await wallet.signTypedData(domain, types, message);
  const viems = await privateKeyToAccount(hex(key(words))).signTypedData({ domain, types, primaryType: "Link", message: { ...message, nonce: BigInt(c.nonce) } });
  if (signature !== viems) throw new Error(`${name}: ethers and viem disagree`);
  vectors.push({ name, scheme: "eip712", ...c, signature, digest: TypedDataEncoder.hash(domain, types, message) });
}

function solana(name, words, claim, layout) {
  const secret = key(words);
  const signer = ed25519.getPublicKey(secret);
  const c = { address: `${SOLANA}:${base58.encode(signer)}`, ...claim };
  const body = ascii(text(c));
  const length = [body.length & 255, body.length >> 8];
  const preamble = [0xff, ...ascii("solana offchain"), 0];
  const message = Uint8Array.from(layout === "short"
    ? [...preamble, 0, ...length, ...body]
    : layout === "full"
      ? [...preamble, ...new Uint8Array(32), 0, 1, ...signer, ...length, ...body]
      : body);
  vectors.push({ name, scheme: "solanaOffchain", ...c, signature: base58.encode(ed25519.sign(message, secret)), message: hex(message) });
}

async function adr36(name, words, claim, chain, prefix) {
  const wallet = await Secp256k1Wallet.fromKey(key(words), prefix);
  const [account] = await wallet.getAccounts();
  const c = { address: `${chain}:${account.address}`, ...claim };
  const signDoc = makeSignDoc(
    [{ type: "sign/MsgSignData", value: { signer: account.address, data: base64.encode(ascii(text(c))) } }], { gas: "0", amount: [] }, "", "", 0, 0);
  const { signature } = await wallet.signAmino(account.address, signDoc);
  const bytes = serializeSignDoc(signDoc);
  if (!secp256k1.verify(base64.decode(signature.signature), bytes, account.pubkey)) throw new Error(`${name}: noble refuses it`);
  vectors.push({ name, scheme: "adr36", ...c, signature: signature.signature, publicKey: signature.pub_key.value, signDoc: Buffer.from(bytes).toString() });
}

const main = { deployment: "crosschainoracle:example", account: "alice", nonce: "1" };
await eip712("evm", "evm", main);
await eip712("evm on Base with the largest nonce", "evm", { ...main, nonce: "18446744073709551615" }, "eip155:8453");
await eip712("evm for another deployment", "evm", { ...main, deployment: "crosschainoracle:testnet" });
await eip712("evm for another account", "evm", { ...main, account: "bob" });
await eip712("evm with another nonce", "evm", { ...main, nonce: "2" });
await eip712("evm about another address", "evm", { ...main, address: "eip155:1:0x000000000000000000000000000000000000dead" });
await eip712("evm by another key", "another", { ...main, address: vectors[0].address });
solana("solana, short layout", "solana", main, "short");
solana("solana, full layout", "solana", main, "full");
solana("solana, text alone", "solana", main, "bare");
solana("solana for another deployment", "solana", { ...main, deployment: "crosschainoracle:testnet" }, "short");
solana("solana for another account", "solana", { ...main, account: "bob" }, "full");
solana("solana with another nonce", "solana", { ...main, nonce: "2" }, "short");
await adr36("cosmos hub", "cosmos", main, "cosmos:cosmoshub-4", "cosmos");
await adr36("dydx", "cosmos", { ...main, nonce: "7" }, "cosmos:dydx-mainnet-1", "dydx");
await adr36("cosmos for another deployment", "cosmos", { ...main, deployment: "crosschainoracle:testnet" }, "cosmos:cosmoshub-4", "cosmos");
await adr36("cosmos for another account", "cosmos", { ...main, account: "bob" }, "cosmos:cosmoshub-4", "cosmos");
await adr36("cosmos with another nonce", "cosmos", { ...main, nonce: "2" }, "cosmos:cosmoshub-4", "cosmos");
await adr36("cosmos by another key", "another", main, "cosmos:cosmoshub-4", "cosmos");
writeFileSync(new URL("vectors.json", import.meta.url), JSON.stringify(vectors, null, 2) + "\n");
