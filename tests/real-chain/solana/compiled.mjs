// The message of a posting as web3.js makes it: built from values with its own helpers where there is one signature, else taken apart and put together again.
import { ComputeBudgetProgram, Message, PublicKey, Secp256k1Program, TransactionInstruction, TransactionMessage } from "@solana/web3.js";

const MEMO = new PublicKey("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

const hex = (text) => Buffer.from(text, "hex");
const instruction = (programId, data) => new TransactionInstruction({ programId, keys: [], data });

export function compiledByWeb3({ message, payer, blockhash, unitLimit, unitPrice, signature, address, preImage, trailing, memo }) {
  if (message) return again(Message.from(Buffer.from(message, "base64")));
  const verification = Secp256k1Program.createInstructionWithEthAddress({
    ethAddress: hex(address), message: hex(preImage), signature: hex(signature).subarray(0, 64), recoveryId: hex(signature)[64] - 27, instructionIndex: 2,
  });
  return bytesOf(new TransactionMessage({
    payerKey: new PublicKey(payer),
    recentBlockhash: blockhash,
    instructions: [
      ComputeBudgetProgram.setComputeUnitLimit({ units: unitLimit }),
      ComputeBudgetProgram.setComputeUnitPrice({ microLamports: unitPrice }),
      instruction(verification.programId, Buffer.concat([verification.data, hex(trailing)])),
      ...(memo ? [instruction(MEMO, Buffer.from(memo))] : []),
    ],
  }));
}

const again = (message) => bytesOf(TransactionMessage.decompile(message));
const bytesOf = (message) => Buffer.from(message.compileToLegacyMessage().serialize()).toString("base64");
