// Statements, contexts, rounds, states and policies about accounts, written from docs/spec/attestation-v1.md alone (sections 2, 4 to 8).
import { keccak256 } from 'viem';
import { Reader, refuse, rule, toHex } from './bytes.mjs';
import { decodeCause } from './decoder.mjs';
import { readEvidence, readFileHeader } from './rounds.mjs';

const latin = (bytes) => Buffer.from(bytes).toString('latin1');
export const ascending = (items, key = (item) => item, strict = true) =>
  items.every((item, i) => i === 0 || (strict ? key(items[i - 1]) < key(item) : key(items[i - 1]) <= key(item)));

function text(reader, limit = 200, field = 'text') {
  const bytes = reader.take(reader.atMost(limit, reader.u16(), field));
  rule(bytes.every((byte) => byte >= 0x20 && byte <= 0x7e), `${field}: ${toHex(bytes)}`);
  return latin(bytes);
}

function isChain(name) {
  const found = /^([-a-z0-9]{3,8}):([-_a-zA-Z0-9]{1,32})$/.exec(name);
  if (!found) return false;
  return found[1] !== 'eip155' || (/^[1-9][0-9]*$/.test(found[2]) && BigInt(found[2]) < 2n ** 64n);
}

const isEvm = (name) => name.startsWith('eip155:');
const chainOf = (owner) => owner.split(':').slice(0, 2).join(':');

function named(reader, field, holds) {
  const name = text(reader, 320, field);
  rule(holds(name), `${field}: ${name}`);
  return name;
}

const chain = (reader) => named(reader, 'chain', isChain);

const asset = (reader) => named(reader, 'asset', (name) => {
  const found = /^([^/]*)\/([-a-z0-9]{3,8}):([-.%a-zA-Z0-9]{1,128})(\/[-.%a-zA-Z0-9]{1,78})?$/.exec(name);
  return found && isChain(found[1]) && !(isEvm(name) && /^0x/i.test(found[3]) && !/^0x[0-9a-f]{40}$/.test(found[3]));
});

const owner = (reader) => named(reader, 'owner', (name) => {
  const found = /^([^:]*:[^:]*):([-.%a-zA-Z0-9]{1,128})$/.exec(name);
  return found && isChain(found[1]) && (!isEvm(name) || /^0x[0-9a-f]{40}$/.test(found[2]));
});

function source(reader, optional = false) {
  const name = text(reader, 16, 'source');
  rule((optional && name === '') || /^[-a-z0-9]+$/.test(name), `source: ${name}`);
  return name;
}

function market(reader) {
  const name = text(reader, 128, 'market');
  rule(!name.includes(' '), `market: ${name}`);
  return name;
}

function flag(reader, field) {
  return reader.oneOf(0, 1, field);
}

function index(reader) {
  const read = { numerator: reader.u128(), denominator: reader.u128() };
  rule(read.denominator > 0n, 'index: denominator');
  return read;
}

const anchor = (reader) => ({ height: reader.u64(), hash: reader.hash(), time: reader.time() });
const signed = (reader) => reader.price();
const side = (reader) => reader.oneOf(1, 4, 'side');
const stage = (reader) => reader.oneOf(1, 4, 'stage');
const evidence = (reader) => reader.oneOf(1, 3, 'evidence');
const pin = (reader) => reader.oneOf(1, 5, 'pin');
const credit = (reader) => reader.oneOf(1, 2, 'rule');
const decimals = (reader) => reader.oneOf(0, 38, 'decimals');
const zeros = (reader, count) => rule(reader.take(count).every((byte) => byte === 0), 'reserved bytes');

/** −1, 0 or 1 by the value of the fraction. */
export const compareIndex = (a, b) => {
  const [left, right] = [a.numerator * b.denominator, b.numerator * a.denominator];
  return left < right ? -1 : left > right ? 1 : 0;
};
export const isOwed = (which) => which === 2n || which === 3n;
export const isBound = (which, bound, of) => (isOwed(which) ? compareIndex(bound, of) >= 0 : compareIndex(bound, of) <= 0);

export function decodeAccountStatement(kind, reader) {
  const decoders = { 4: readCollateral, 5: readMarketIndex, 6: readSnapshot, 7: readStatus, 9: readRetraction, 10: readGap };
  const read = decoders[Number(kind)](reader);
  reader.end();
  return { kind, ...read };
}

function readCollateral(reader) {
  const read = {
    flags: reader.oneOf(0, 3, 'flags'), side: side(reader), stage: stage(reader), evidence: evidence(reader), pin: pin(reader), rule: credit(reader), decimals: decimals(reader), height: reader.u64(), account: reader.name(),
    position: reader.hash(), block: reader.hash(), finalized: reader.u128(), seen: reader.u128(), credited: reader.u128(), amount: reader.u128(), time: reader.time(), validFor: reader.u32(),
  };
  zeros(reader, 22);
  read.context = reader.hash();
  rule(read.pin !== 5n || read.stage === 1n, 'collateral: stage of an answer');
  return read;
}

function readMarketIndex(reader) {
  zeros(reader, 1);
  const read = { side: side(reader), stage: stage(reader), evidence: evidence(reader), pin: pin(reader) };
  zeros(reader, 1);
  Object.assign(read, { decimals: decimals(reader), height: reader.u64(), time: reader.time(), validFor: reader.u32() });
  zeros(reader, 6);
  Object.assign(read, { market: reader.hash(), block: reader.hash(), index: index(reader), bound: index(reader), context: reader.hash() });
  rule(read.pin !== 5n || read.stage === 1n, 'market index: stage of an answer');
  rule(isBound(read.side, read.bound, read.index), 'market index: bound');
  return read;
}

function readSnapshot(reader) {
  const flags = reader.u8();
  const read = { verdict: flags & 31n, breaker: (flags >> 5n) & 3n, incomplete: flags >> 7n, stage: stage(reader), evidence: evidence(reader), rule: credit(reader) };
  rule(read.breaker < 3n, 'snapshot: breaker');
  zeros(reader, 1);
  Object.assign(read, {
    positions: reader.u16(), skew: reader.u32(), validFor: reader.u32(), account: reader.name(), equity: signed(reader), confidence: signed(reader), credited: signed(reader), atRisk: signed(reader), debt: signed(reader),
    pending: signed(reader), context: reader.hash(),
  });
  for (const figure of ['confidence', 'atRisk', 'debt', 'pending']) rule(read[figure] >= 0n, `snapshot: ${figure}`);
  return read;
}

function readStatus(reader) {
  const flags = reader.oneOf(0, 15, 'flags');
  zeros(reader, 2);
  const [validFor, ...heights] = [reader.u32(), reader.u64(), reader.u64(), reader.u64()];
  const chainHash = reader.hash();
  const hashes = [reader.hash(), reader.hash(), reader.hash()];
  const times = [reader.time(), reader.time(), reader.time()];
  const [head, safe, finalized] = heights.map((height, i) => ({ height, hash: hashes[i], time: times[i] }));
  const scannedTo = reader.u64();
  zeros(reader, 6);
  const [baseFee, reorgDepth] = [reader.u128(), reader.u32()];
  zeros(reader, 12);
  checkHeights({ head, safe, finalized, scannedTo });
  return { flags, validFor, chain: chainHash, head, safe, finalized, scannedTo, baseFee, reorgDepth, context: reader.hash() };
}

function checkHeights({ head, safe, finalized, scannedTo }) {
  rule(finalized.height <= safe.height && safe.height <= head.height, 'heights');
  rule(scannedTo <= head.height, 'scannedTo');
}

function readRetraction(reader) {
  const factKind = reader.oneOf(4, 5, 'fact kind');
  zeros(reader, 6);
  const read = { factKind, sequence: reader.u64(), shard: reader.name(), subject: reader.hash(), fact: reader.hash(), lost: reader.hash(), won: reader.hash(), chain: reader.hash(), height: reader.u64() };
  zeros(reader, 24);
  rule(read.lost !== read.won, 'retraction: won');
  return read;
}

function readGap(reader) {
  zeros(reader, 1);
  const reason = reader.oneOf(1, 3, 'reason');
  zeros(reader, 1);
  const read = { reason, from: reader.time(), to: reader.time(), account: reader.name(), chain: reader.hash(), context: reader.hash() };
  rule(read.to > read.from, 'collateral gap: to');
  return read;
}

const list = (count, make) => Array.from({ length: Number(count) }, make);
const change = (reader) => ({ height: reader.u64(), unit: reader.hash(), delta: signed(reader) });
const key = (reader) => ({ owner: owner(reader), source: source(reader), market: market(reader), asset: asset(reader), side: side(reader) });
const marketKey = (reader) => ({ chain: chain(reader), source: source(reader), market: market(reader), asset: asset(reader), side: side(reader) });
const reference = (reader) => ({ feed: reader.name(), shard: reader.name(), sequence: reader.u64(), digest: reader.hash() });
const problem = (reader) => ({ cause: decodeCause(reader), source: source(reader, true), market: market(reader), detail: text(reader) });

function whole(bytes, what, tag, read) {
  const reader = new Reader(bytes, what);
  reader.tag(tag);
  const value = read(reader);
  reader.end();
  return value;
}

export const decodeCollateralContext = (bytes) => whole(bytes, 'collateral context', 0x13, (reader) => ({ ...key(reader), bound: index(reader), changes: list(reader.u8(), () => change(reader)) }));
export const decodeMarketContext = (bytes) => whole(bytes, 'market context', 0x14, marketKey);
export const decodeChainContext = (bytes) => whole(bytes, 'chain context', 0x15, (reader) => ({ chain: chain(reader), note: text(reader) }));
export const decodeSnapshotContext = (bytes) => whole(bytes, 'snapshot context', 0x16, (reader) => ({
  oldest: reader.time(),
  newest: reader.time(),
  prices: list(reader.atMost(256, reader.u16(), 'prices'), () => reference(reader)),
  positions: list(reader.atMost(256, reader.u16(), 'positions'), () => ({ position: reader.hash(), fact: reader.hash() })),
  missing: list(reader.atMost(24, reader.u8(), 'missing'), () => text(reader)),
}));
export const decodeCollateralGapContext = (bytes) => whole(bytes, 'collateral gap context', 0x17, (reader) => ({ chain: chain(reader), problems: list(reader.atMost(64, reader.u8(), 'problems'), () => problem(reader)) }));

const INPUTS = { 0x83: readChain, 0x84: readMarket, 0x85: readPosition, 0x86: (reader) => ({ type: 'problem', account: reader.name(), chain: chain(reader), ...problem(reader) }), 0x87: readPrice };

/** The same members as decodeRound gives. */
export function decodeAccountsRound(bytes) {
  const reader = new Reader(bytes, 'round');
  const { header, headerBytes } = readFileHeader(bytes, reader);
  const inputBytes = list(reader.u16(), () => reader.take(reader.atMost(2_361_344, reader.u32(), 'input')));
  const inputs = inputBytes.map((input) => {
    const inner = new Reader(input, 'round input');
    const read = INPUTS[Number(inner.u8())] ?? refuse('OutOfRange', 'round input: tag');
    const value = read(inner);
    inner.end();
    return value;
  });
  rule(inputBytes.every((input, i) => i === 0 || Buffer.compare(inputBytes[i - 1], input) < 0), 'round: inputs');
  return { header, headerBytes, inputs, inputBytes, evidence: readEvidence(reader) };
}

function readChain(reader) {
  const read = {
    type: 'chain', chain: chain(reader), flags: reader.oneOf(0, 15, 'flags'), head: anchor(reader), safe: anchor(reader), finalized: anchor(reader), scannedTo: reader.u64(), baseFee: reader.u128(), reorgDepth: reader.u32(), note: text(reader),
    lost: list(reader.atMost(32768, reader.u16(), 'lost blocks'), () => ({ height: reader.u64(), lost: reader.hash(), won: reader.hash() })),
  };
  checkHeights(read);
  rule(ascending(read.lost, ({ height, lost }) => height.toString(16).padStart(16, '0') + lost) && read.lost.every(({ lost, won }) => lost !== won), 'chain: lost blocks');
  return read;
}

function readMarket(reader) {
  const read = { type: 'market', ...marketKey(reader), decimals: decimals(reader), index: index(reader), bound: index(reader), at: anchor(reader), evidence: evidence(reader), pin: pin(reader) };
  rule(isBound(read.side, read.bound, read.index), 'market: bound');
  return read;
}

function readPosition(reader) {
  const read = {
    type: 'position', account: reader.name(), ...key(reader), decimals: decimals(reader), rule: credit(reader), evidence: evidence(reader), pin: pin(reader), at: anchor(reader), finalized: reader.u128(), seen: reader.u128(),
    index: index(reader), bound: index(reader), windowUnknown: flag(reader, 'window unknown'), changes: list(reader.atMost(1000, reader.u16(), 'changes'), () => change(reader)),
  };
  rule(ascending(read.changes, ({ height, unit, delta }) => height.toString(16).padStart(16, '0') + unit + (delta + 2n ** 127n).toString(16).padStart(32, '0'), false), 'position: changes');
  return read;
}

function readPrice(reader) {
  const read = { type: 'price', ...reference(reader), value: reader.price(), confidence: reader.price(), verdict: reader.oneOf(0, 31, 'verdict'), breaker: reader.oneOf(0, 2, 'breaker'), validUntil: reader.time() };
  rule(read.value > 0n && read.value <= 10n ** 36n && read.confidence >= 0n && read.confidence <= 10n ** 36n, 'price');
  return read;
}

export const decodeAccountsState = (bytes) => whole(bytes, 'state of accounts', 0x92, (reader) => {
  const state = { shard: reader.name(), nextSequence: reader.u64(), observedAt: reader.time() };
  rule(state.nextSequence < 2n ** 64n - 1n, 'state: next sequence');
  state.chains = list(reader.atMost(256, reader.u16(), 'chains'), () => ({ chain: chain(reader), faulty: flag(reader, 'faulty'), finalized: reader.u64(), hash: reader.hash() }));
  state.facts = list(reader.atMost(32768, reader.u32(), 'facts'), () => ({ subject: reader.hash(), kind: reader.oneOf(4, 5, 'kind'), chain: chain(reader), height: reader.u64(), hash: reader.hash(), sequence: reader.u64() }));
  state.gaps = list(reader.atMost(262144, reader.u32(), 'gaps'), () => ({ account: reader.name(), chain: chain(reader), from: reader.time() }));
  rule(ascending(state.chains, (item) => item.chain) && ascending(state.facts, (item) => item.subject) && ascending(state.gaps, (item) => item.account.padEnd(16, '\0') + item.chain), 'state: order');
  rule(state.facts.every((fact) => fact.sequence < state.nextSequence) && state.gaps.every((gap) => gap.from <= state.observedAt), 'state: bounds');
  return state;
});

export const decodeAccountsPolicy = (bytes) => {
  const policy = whole(bytes, 'policy for accounts', 0x93, (reader) => ({
    shard: reader.name(),
    audience: reader.hash(),
    maximumSkew: reader.u32(),
    snapshotValidFor: reader.u32(),
    chains: list(reader.u16(), () => ({ chain: chain(reader), confirmedDepth: reader.u32(), unfinalizedTtl: reader.u32(), finalizedValidFor: reader.u32(), statusValidFor: reader.u32() })),
    assets: list(reader.u16(), () => ({ asset: asset(reader), feed: reader.name(true), decimals: reader.u8() })),
    accounts: list(reader.u16(), () => ({ account: reader.name(), links: list(reader.u8(), () => ({ owner: owner(reader), proven: flag(reader, 'proven') })) })),
    answerSources: list(reader.u16(), () => source(reader)),
  }));
  checkPolicy(policy);
  return policy;
};

function checkPolicy({ snapshotValidFor, chains, assets, accounts, answerSources }) {
  const within = (low, count, high, what) => rule(count >= low && count <= high, `policy: ${what}`);
  within(1, chains.length, 256, 'chains');
  within(0, assets.length, 4096, 'assets');
  within(1, accounts.length, 4096, 'accounts');
  within(0, answerSources.length, 256, 'answer sources');
  rule(snapshotValidFor >= 1n, 'policy: snapshot');
  rule(ascending(chains, (item) => item.chain) && ascending(assets, (item) => item.asset) && ascending(accounts, (item) => item.account) && ascending(answerSources), 'policy: order');
  for (const item of chains) rule(item.unfinalizedTtl >= 1n && item.statusValidFor >= 1n && item.finalizedValidFor >= item.unfinalizedTtl, `policy: ${item.chain}`);
  for (const item of assets) rule(item.decimals <= 38n, `policy: ${item.asset}`);
  const known = new Set(chains.map((item) => item.chain));
  const owners = accounts.flatMap(({ account, links }) => {
    within(1, links.length, 64, `links of ${account}`);
    rule(ascending(links, (link) => link.owner), `policy: links of ${account}`);
    return links.map((link) => link.owner);
  });
  rule(owners.every((name) => known.has(chainOf(name))) && new Set(owners).size === owners.length, 'policy: links');
}

/** Section 4.4: the hashes by which statements name things. */
const packed = (...texts) => texts.map((name) => [Buffer.from([name.length >> 8, name.length & 255]), Buffer.from(name, 'latin1')]).flat();
export const chainHash = (name) => keccak256(Buffer.from(name, 'latin1'));
export const positionHash = (item) => keccak256(Buffer.concat([Buffer.from(item.account.padEnd(16, '\0'), 'latin1'), ...packed(item.owner, item.source, item.market, item.asset), Buffer.from([Number(item.side)])]));
export const marketHash = (item) => keccak256(Buffer.concat([Buffer.from([0x14]), ...packed(item.chain, item.source, item.market, item.asset), Buffer.from([Number(item.side)])]));
export const factId = (kind, subject, chainName, block) => keccak256(Buffer.concat([Buffer.from([Number(kind)]), ...[subject, chainHash(chainName), block].map((hash) => Buffer.from(hash.slice(2), 'hex'))]));
export { chainOf };
