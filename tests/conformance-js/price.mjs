// Reads cases from standard input; the sample must accept each document and refuse it with any one member changed, left out or added.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import Ajv from 'ajv/dist/2020.js';
import { verifyPrice } from '../../samples/verify-js/price.mjs';

const schema = (name) => new Ajv({ strict: true }).compile(JSON.parse(readFileSync(new URL(`../../docs/spec/${name}.schema.json`, import.meta.url), 'utf8')));
const [isPriceDocument, isAttestersDocument] = [schema('price-document'), schema('attesters-document')];
const cases = JSON.parse(await text(process.stdin));
const counts = { accepted: 0, gaps: 0, changes: 0 };

/** All ways in which one place of a JSON value is made different, as functions that change a copy. */
function* changes(value, path = []) {
  if (typeof value !== 'object' || value === null) {
    for (const other of others(value)) yield { path, apply: (parent, key) => { parent[key] = other; } };
    return;
  }

  if (!Array.isArray(value)) yield { path: [...path, 'added'], apply: (parent, key) => { parent[key] = 1; } };
  for (const key of Object.keys(value)) {
    const inner = [...path, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value)) yield { path: inner, apply: (parent) => { delete parent[key]; } };
    yield { path: inner, apply: (parent) => { parent[key] = null; } };
    yield* changes(value[key], inner);
  }
}

function others(value) {
  if (typeof value === 'number') return [value + 1, value - 1, String(value), -1, 1.5];
  const last = value.at(-1);
  const swapped = last === '1' ? '2' : '1';
  return [value.slice(0, -1), value + '0', value.slice(0, -1) + swapped, value.toUpperCase(), value.toLowerCase(), ''].filter((other) => other !== value);
}

function changed(document, { path, apply }) {
  const copy = structuredClone(document);
  const parent = path.slice(0, -1).reduce((inner, key) => inner[key], copy);
  apply(parent, path.at(-1));
  return copy;
}

const verify = ({ attesters, now, audience }, document) => verifyPrice(document, attesters, Number(now), audience);

for (const item of cases) {
  assert.ok(isPriceDocument(item.document), JSON.stringify(isPriceDocument.errors));
  assert.ok(isAttestersDocument(item.attesters), JSON.stringify(isAttestersDocument.errors));
  const isGap = item.document.statement.decoded.kind === 'gap';
  if (isGap) await assert.rejects(verify(item, item.document), /no price since/);
  else assert.deepEqual(await verify(item, item.document), item.document.statement.decoded);
  counts[isGap ? 'gaps' : 'accepted']++;

  for (const change of changes(item.document)) {
    const other = changed(item.document, change);
    await assert.rejects(verify(item, other), (error) => !/no price since/.test(error.message), `accepted with ${change.path.join('.')} changed`);
    counts.changes++;
  }
}

const good = cases.find((item) => item.document.statement.decoded.kind === 'price');
const until = good.document.statement.decoded.validUntil;
const [set] = good.attesters.sets;
const withSet = (different) => ({ ...good, attesters: { ...good.attesters, sets: [{ ...set, ...different }] } });
await verify({ ...good, now: until }, good.document);
await assert.rejects(verify({ ...good, now: until + 1 }, good.document), /ended at/);
await assert.rejects(verify({ ...good, now: good.document.header.observedAt - 2001 }, good.document), /ahead/);
await assert.rejects(verify({ ...good, attesters: { ...good.attesters, deployment: 'crosschainoracle:other' } }, good.document), /no member/);
await assert.rejects(verify(withSet({ epoch: set.epoch + 1 }), good.document), /epoch/);
await assert.rejects(verify(withSet({ acceptedUntil: good.document.header.observedAt }), good.document), /epoch/);
await assert.rejects(verify(withSet({ threshold: 4 }), good.document), /signatures of 4/);
await assert.rejects(verify(withSet({ members: set.members.slice(1) }), good.document), /no member|not what is signed/);
console.log(JSON.stringify(counts));
assert.ok(counts.accepted > 1 && counts.gaps > 0 && counts.changes > 1_000);
console.log('every change refused');
