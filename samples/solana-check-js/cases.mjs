// Reads cases on standard input and checks each: node cases.mjs < CASES. Each is a transaction with what the check must say of it: "ok" or the code of a refusal.
import { text } from 'node:stream/consumers';
import { Refusal, checkPosting } from './check.mjs';
import { instructionsOf } from './transaction.mjs';

const MUTATIONS = 20_000;

const { trust, cases } = JSON.parse(await text(process.stdin));

function verdictOf({ transaction, account, index, wanted, now }) {
  try {
    const stored = wanted.stored === null ? null : BigInt(wanted.stored);
    return { code: 'ok', price: checkPosting({ account, instructions: instructionsOf(transaction) }, index, trust, { ...wanted, stored }, now) };
  } catch (refusal) {
    if (refusal instanceof Refusal) return { code: refusal.code };
    if (refusal instanceof RangeError) return { code: 'NoTransaction' };
    throw refusal;
  }
}

const shown = (price) => JSON.stringify(price, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
let failures = 0;
const expect = (holds, what) => {
  if (holds) return;
  failures++;
  console.error(what);
};

const loaded = cases.map((one) => ({ ...one, transaction: Buffer.from(one.transaction, 'base64') }));
for (const one of loaded) {
  const { code } = verdictOf(one);
  expect(code === one.expect, `${one.name}: ${code}, not ${one.expect}`);
}

// Whatever happens to the bytes: the check says the same price, or refuses. A signature's own bytes may change, which only the runtime sees.
const good = loaded.find(({ expect: expected }) => expected === 'ok');
const price = shown(verdictOf(good).price);
let state = 20_261n;
const random = (below) => {
  state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
  return Number((state >> 33n) % BigInt(below));
};
let refused = 0;
for (let i = 0; i < MUTATIONS; i++) {
  const transaction = Buffer.from(good.transaction);
  for (let edits = 1 + random(3); edits > 0; edits--) transaction[65 + random(transaction.length - 65)] ^= 1 << random(8);
  const cut = random(10) === 0 ? transaction.subarray(0, random(transaction.length)) : transaction;
  const { code, price: read } = verdictOf({ ...good, transaction: cut });
  if (code !== 'ok') refused++;
  else expect(shown(read) === price, `mutation ${i}: ${shown(read)}`);
}

console.log(`${loaded.length} cases and ${MUTATIONS} mutations, ${refused} of them refused`);
process.exitCode = failures === 0 ? 0 : 1;
