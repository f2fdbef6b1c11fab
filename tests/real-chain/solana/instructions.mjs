// Instructions of SPL Token and the associated token account program, in their published wire form.
import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";

export const TOKEN = new PublicKey("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
export const TOKEN_2022 = new PublicKey("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
const ASSOCIATED = new PublicKey("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

export const MINT_SIZE = 82;

const amountOf = (tag, amount) => {
  const data = Buffer.alloc(9);
  data[0] = tag;
  data.writeBigUInt64LE(BigInt(amount), 1);
  return data;
};
const writable = (pubkey, isSigner = false) => ({ pubkey, isSigner, isWritable: true });
const readable = (pubkey, isSigner = false) => ({ pubkey, isSigner, isWritable: false });

export const associatedOf = (wallet, program, mint) =>
  PublicKey.findProgramAddressSync([wallet.toBuffer(), program.toBuffer(), mint.toBuffer()], ASSOCIATED)[0];

export const initializeMint = (program, mint, decimals, authority) => new TransactionInstruction({
  programId: program,
  keys: [writable(mint)],
  data: Buffer.from([20, decimals, ...authority.toBytes(), 1, ...authority.toBytes()]),
});

export const createAssociated = (program, payer, wallet, mint) => new TransactionInstruction({
  programId: ASSOCIATED,
  keys: [writable(payer, true), writable(associatedOf(wallet, program, mint)), readable(wallet), readable(mint), readable(SystemProgram.programId), readable(program)],
  data: Buffer.from([1]),
});

export const mintTo = (program, mint, account, authority, amount) =>
  new TransactionInstruction({ programId: program, keys: [writable(mint), writable(account), readable(authority, true)], data: amountOf(7, amount) });

export const transfer = (program, from, to, owner, amount) =>
  new TransactionInstruction({ programId: program, keys: [writable(from), writable(to), readable(owner, true)], data: amountOf(3, amount) });

export const approve = (program, account, delegate, owner, amount) =>
  new TransactionInstruction({ programId: program, keys: [writable(account), readable(delegate), readable(owner, true)], data: amountOf(4, amount) });

export const freeze = (program, account, mint, authority) =>
  new TransactionInstruction({ programId: program, keys: [writable(account), readable(mint), readable(authority, true)], data: Buffer.from([10]) });

// SetAuthority of kind AccountOwner.
export const handOver = (program, account, owner, newOwner) =>
  new TransactionInstruction({ programId: program, keys: [writable(account), readable(owner, true)], data: Buffer.from([6, 2, 1, ...newOwner.toBytes()]) });
