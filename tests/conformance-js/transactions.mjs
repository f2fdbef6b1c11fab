// Signed transactions of type 2 by ethers, each of which viem signs to the same bytes. Prints tests/data/evm-transactions/transactions.json.
import assert from 'node:assert/strict';
import { Transaction, Wallet, keccak256, toBeHex } from 'ethers';
import { privateKeyToAccount } from 'viem/accounts';

// keccak256('crosschainoracle relay test key n'): known to everyone, worth nothing.
const keys = [0, 1, 2].map((n) => keccak256(new TextEncoder().encode(`crosschainoracle relay test key ${n}`)));
const to = '0x00000000000000000000000000000000000000aa';
const cases = [
  { chainId: 1n, nonce: 0n, tip: 0n, fee: 0n, gas: 21000n, to, value: 0n, data: '0x' },
  { chainId: 31337n, nonce: 1n, tip: 1n, fee: 2n, gas: 21001n, to: '0x' + 'ff'.repeat(20), value: 1n, data: '0x00' },
  { chainId: 8453n, nonce: 127n, tip: 1_000_000n, fee: 30_000_000_000n, gas: 150_000n, to, value: 0n, data: '0x7f' },
  { chainId: 42161n, nonce: 128n, tip: 10n ** 9n, fee: 10n ** 11n, gas: 30_000_000n, to, value: 10n ** 18n, data: '0x80' },
  { chainId: 2n ** 53n - 1n, nonce: 2n ** 53n - 1n, tip: 2n ** 80n - 2n, fee: 2n ** 80n - 1n, gas: 2n ** 53n - 1n, to, value: 2n ** 120n, data: '0x' + 'ab'.repeat(55) },
  ...[56, 255, 256, 5_000].map((size, i) => ({ chainId: 10n, nonce: BigInt(256 + i), tip: 3n, fee: 5n, gas: 90_000n, to, value: 0n, data: '0x' + Array.from({ length: size }, (_, j) => ((j * 7) & 0xff).toString(16).padStart(2, '0')).join('') })),
];
// Enough nonces that some r or s begins with a zero byte.
for (let nonce = 0n; nonce < 300n; nonce++) cases.push({ chainId: 137n, nonce, tip: 30n * 10n ** 9n, fee: 60n * 10n ** 9n, gas: 60_000n, to, value: 0n, data: '0x01020304' });

const out = [];
for (const [i, each] of cases.entries()) {
  const key = keys[i % keys.length];
  const transaction = Transaction.from({
    type: 2, chainId: each.chainId, nonce: Number(each.nonce), maxPriorityFeePerGas: each.tip, maxFeePerGas: each.fee, gasLimit: each.gas, to: each.to, value: each.value, data: each.data,
  });
  const raw = await new Wallet(key).signTransaction(transaction);
  const again = await privateKeyToAccount(key).signTransaction({
    type: 'eip1559', chainId: Number(each.chainId), nonce: Number(each.nonce), maxPriorityFeePerGas: each.tip, maxFeePerGas: each.fee, gas: each.gas, to: each.to, value: each.value,
    data: each.data === '0x' ? undefined : each.data,
  });
  assert.equal(again, raw);
  const signed = Transaction.from(raw);
  const short = BigInt(signed.signature.r) >> 248n === 0n || BigInt(signed.signature.s) >> 248n === 0n;
  if (i >= 9 && !short && out.length >= 12) continue;
  out.push({
    chainId: `${each.chainId}`, nonce: `${each.nonce}`, tip: `${each.tip}`, fee: `${each.fee}`, gas: `${each.gas}`, to: each.to, value: `${each.value}`, data: each.data,
    sender: signed.from.toLowerCase(), signingHash: signed.unsignedHash, hash: signed.hash, raw, yParity: signed.signature.yParity,
    r: toBeHex(signed.signature.r, 32), s: toBeHex(signed.signature.s, 32),
  });
}

console.log(`[\n${out.map((each) => `  ${JSON.stringify(each)}`).join(',\n')}\n]`);
