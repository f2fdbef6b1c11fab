// A chain of one VM: every transaction is executed by it in a slot of its own. "processed" and "confirmed" are its present state, "finalized" is what it was when
// finalize() was called last.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Keypair, PublicKey, SystemProgram, Transaction, VersionedTransaction } from "@solana/web3.js";
import { FailedTransactionMetadata, LiteSVM } from "litesvm";
import bs58 from "bs58";
import * as spl from "./instructions.mjs";

const FIRST_SLOT = 400_000_000;
const RENT = 10_000_000;

// A blockhash is good for so many blocks; here, as there are no forks, a slot is a block.
const BLOCKHASH_LIFE = 150;
const SKIPPED_SLOTS = 20_000_000;

export class Chain {
  #svm = new LiteSVM();
  #slot = FIRST_SLOT;
  #secrets = new Map();
  #known = new Map();
  #finalized = { slot: FIRST_SLOT, accounts: new Map() };
  #transactions = new Map();
  #history = [];
  #blockhashFrom = FIRST_SLOT;
  #loses = false;

  // Accounts as `solana account --output json` writes them.
  load(folder) {
    for (const entry of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".json"))) {
      const { pubkey, account } = JSON.parse(readFileSync(join(folder, entry)));
      if (!pubkey || !account) continue;
      this.put(pubkey, account.owner, account.lamports, account.data[0]);
    }
    this.finalize();
  }

  put(pubkey, owner, lamports, base64) {
    const key = new PublicKey(pubkey);
    this.#svm.setAccount(key, { lamports, executable: false, owner: new PublicKey(owner), rentEpoch: 0, data: Buffer.from(base64, "base64") });
    this.#known.set(pubkey, key);
    return pubkey;
  }

  slotOf = (commitment) => (commitment === "finalized" ? this.#finalized.slot : this.#slot);

  account(text, commitment) {
    if (commitment === "finalized") return this.#finalized.accounts.get(text) ?? null;
    return this.#svm.getAccount(new PublicKey(text));
  }

  accounts = (commitment) => (commitment === "finalized" ? [...this.#finalized.accounts] : [...this.#known].map(([text, key]) => [text, this.#svm.getAccount(key)]));

  finalize() {
    this.#finalized = { slot: this.#slot, accounts: new Map([...this.#known].map(([text, key]) => [text, this.#svm.getAccount(key)])) };
    return this.#slot;
  }

  signatures = (account) => this.#history.filter((entry) => entry.keys.includes(account)).reverse();

  transaction = (signature) => this.#transactions.get(signature) ?? null;

  height = (commitment) => this.slotOf(commitment) - SKIPPED_SLOTS;

  blockhash = () => ({ blockhash: this.#svm.latestBlockhash(), lastValidBlockHeight: this.#blockhashFrom + BLOCKHASH_LIFE - SKIPPED_SLOTS });

  // The last blockhash has run out, and nothing can be in a block any more that names it.
  expire() {
    this.#slot = this.#blockhashFrom + BLOCKHASH_LIFE + 1;
    this.#svm.warpToSlot(BigInt(this.#slot));
    this.#svm.expireBlockhash();
    this.#blockhashFrom = this.#slot;
    return this.#slot;
  }

  // Transactions that are sent from now on are taken and forgotten, as by a leader that is overloaded.
  lose(whether) {
    this.#loses = whether;
    return whether;
  }

  airdrop(pubkey, lamports) {
    const key = new PublicKey(pubkey);
    this.#known.set(pubkey, key);
    this.#svm.airdrop(key, BigInt(lamports));
    return pubkey;
  }

  balance = (pubkey) => Number(this.#svm.getBalance(new PublicKey(pubkey)) ?? 0n);

  status(signature) {
    const entry = this.#history.find((one) => one.signature === signature);
    return entry ? { slot: entry.slot, confirmations: null, err: entry.err, confirmationStatus: entry.slot <= this.#finalized.slot ? "finalized" : "confirmed" } : null;
  }

  simulate(bytes) {
    const result = this.#svm.simulateTransaction(VersionedTransaction.deserialize(bytes));
    return result instanceof FailedTransactionMetadata
      ? { err: errorOf(result), logs: result.meta().logs(), unitsConsumed: Number(result.meta().computeUnitsConsumed()) }
      : { err: null, logs: result.meta().logs(), unitsConsumed: Number(result.meta().computeUnitsConsumed()) };
  }

  // A transaction that did not get as far as paying is in no block.
  submit(bytes) {
    const transaction = VersionedTransaction.deserialize(bytes);
    const signature = bs58.encode(transaction.signatures[0]);
    if (this.#loses || this.status(signature)) return signature;
    const payer = transaction.message.staticAccountKeys[0];
    const before = this.#svm.getBalance(payer);
    this.#slot += 1;
    this.#svm.warpToSlot(BigInt(this.#slot));
    const result = this.#svm.sendTransaction(transaction);
    const err = result instanceof FailedTransactionMetadata ? errorOf(result) : null;
    if (err && this.#svm.getBalance(payer) === before) return signature;
    this.#history.push({ signature, slot: this.#slot, keys: transaction.message.staticAccountKeys.map((key) => key.toBase58()), err, bytes });
    return signature;
  }

  // What was submitted and is in a block, whether or not it succeeded.
  submitted = () => this.#history.filter((entry) => entry.bytes).map(({ signature, slot, err, bytes }) => ({ signature, slot, err, transaction: bytes.toString("base64") }));

  wallet() {
    const pair = Keypair.generate();
    const text = pair.publicKey.toBase58();
    this.#secrets.set(text, pair);
    this.#known.set(text, pair.publicKey);
    this.#svm.airdrop(pair.publicKey, 10_000_000_000n);
    return text;
  }

  newMint(authority, decimals, is2022) {
    const program = is2022 ? spl.TOKEN_2022 : spl.TOKEN;
    const mint = Keypair.generate();
    const owner = new PublicKey(authority);
    this.#secrets.set(mint.publicKey.toBase58(), mint);
    this.#send(authority, [
      SystemProgram.createAccount({ fromPubkey: owner, newAccountPubkey: mint.publicKey, lamports: RENT, space: spl.MINT_SIZE, programId: program }),
      spl.initializeMint(program, mint.publicKey, decimals, owner),
    ], [mint]);
    return mint.publicKey.toBase58();
  }

  mintTo(mint, authority, wallet, amount) {
    const [program, key, to] = this.#tokenOf(mint, wallet);
    return this.#send(authority, [
      spl.createAssociated(program, new PublicKey(authority), new PublicKey(wallet), key), spl.mintTo(program, key, to, new PublicKey(authority), amount),
    ]);
  }

  transfer(mint, from, to, amount) {
    const [program, key, source] = this.#tokenOf(mint, from);
    const target = this.#tokenOf(mint, to)[2];
    return this.#send(from, [
      spl.createAssociated(program, new PublicKey(from), new PublicKey(to), key), spl.transfer(program, source, target, new PublicKey(from), amount),
    ]);
  }

  approve(mint, owner, delegate, amount) {
    const [program, , account] = this.#tokenOf(mint, owner);
    return this.#send(owner, [spl.approve(program, account, new PublicKey(delegate), new PublicKey(owner), amount)]);
  }

  freeze(mint, authority, wallet) {
    const [program, key, account] = this.#tokenOf(mint, wallet);
    return this.#send(authority, [spl.freeze(program, account, key, new PublicKey(authority))]);
  }

  handOver(mint, owner, newOwner) {
    const [program, , account] = this.#tokenOf(mint, owner);
    return this.#send(owner, [spl.handOver(program, account, new PublicKey(owner), new PublicKey(newOwner))]);
  }

  #tokenOf(mint, wallet) {
    const key = new PublicKey(mint);
    const program = this.#svm.getAccount(key).owner;
    return [program, key, spl.associatedOf(new PublicKey(wallet), program, key)];
  }

  #send(payer, instructions, signers = []) {
    this.#slot += 1;
    this.#svm.warpToSlot(BigInt(this.#slot));
    this.#svm.expireBlockhash();
    this.#blockhashFrom = this.#slot;
    const transaction = new Transaction().add(...instructions);
    transaction.recentBlockhash = this.#svm.latestBlockhash();
    transaction.feePayer = new PublicKey(payer);
    transaction.sign(this.#secrets.get(payer), ...signers);
    const message = transaction.compileMessage();
    for (const key of message.accountKeys) this.#known.set(key.toBase58(), key);
    const before = message.accountKeys.map((key) => this.#svm.getAccount(key));
    const result = this.#svm.sendTransaction(transaction);
    const failed = result instanceof FailedTransactionMetadata;
    const after = message.accountKeys.map((key) => this.#svm.getAccount(key));
    const signature = bs58.encode(transaction.signature);
    const keys = message.accountKeys.map((key) => key.toBase58());
    this.#history.push({ signature, slot: this.#slot, keys, err: failed ? { failed: true } : null });
    this.#transactions.set(signature, {
      slot: this.#slot,
      meta: {
        err: failed ? { failed: true } : null,
        preBalances: before.map((account) => Number(account?.lamports ?? 0)), postBalances: after.map((account) => Number(account?.lamports ?? 0)),
        preTokenBalances: tokenBalances(before), postTokenBalances: tokenBalances(after),
        loadedAddresses: { writable: [], readonly: [] },
      },
      transaction: { signatures: [signature], message: { header: message.header, accountKeys: keys } },
    });
    return signature;
  }
}

// As nodes name them; the numbers are LiteSVM's own.
const ERRORS = [
  "AccountInUse", "AccountLoadedTwice", "AccountNotFound", "ProgramAccountNotFound", "InsufficientFundsForFee", "InvalidAccountForFee", "AlreadyProcessed", "BlockhashNotFound",
  "CallChainTooDeep", "MissingSignatureForFee", "InvalidAccountIndex", "SignatureFailure",
];

function errorOf(failed) {
  const error = failed.err();
  if (typeof error === "number") return ERRORS[error] ?? `error ${error}`;
  return "index" in error ? { InstructionError: [error.index, String(error.err())] } : String(error);
}

// As nodes record them; the place of an account is its index in the message.
function tokenBalances(accounts) {
  return accounts.flatMap((account, accountIndex) => {
    const isToken = account && (account.owner.equals(spl.TOKEN) || account.owner.equals(spl.TOKEN_2022)) && (account.data.length === 165 || account.data[165] === 2);
    if (!isToken) return [];
    const data = Buffer.from(account.data);
    return [{
      accountIndex, mint: bs58.encode(data.subarray(0, 32)), owner: bs58.encode(data.subarray(32, 64)), programId: account.owner.toBase58(),
      uiTokenAmount: { amount: data.readBigUInt64LE(64).toString(), decimals: 0, uiAmount: null },
    }];
  });
}
