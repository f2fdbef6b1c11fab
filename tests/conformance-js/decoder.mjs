// Statements, contexts, headers and attestations, written from docs/spec/attestation-v1.md alone (sections 3 to 6).
import { decodeAccountStatement } from './accounts.mjs';
import { Reader, ZERO_HASH, refuse, rule, toHex } from './bytes.mjs';

/** Sections 4.4 to 4.9. */
export const ACCOUNT_KINDS = [4n, 5n, 6n, 7n, 9n, 10n];

const MAXIMUM_VALUE = 10n ** 36n;

export function decodeHeader(bytes) {
  const reader = new Reader(bytes, 'header');
  const schema = reader.u16();
  if (schema !== 1n) refuse('UnsupportedVersion', `schema ${schema}`);
  const header = {
    schema,
    algorithm: reader.u16(),
    epoch: reader.u32(),
    sequence: reader.u64(),
    validAfter: reader.time(),
    observedAt: reader.time(),
    leafCount: reader.u32(),
    shard: reader.name(),
    audience: reader.hash(),
    previousDigest: reader.hash(),
    stateDigest: reader.hash(),
    inputsRoot: reader.hash(),
    root: reader.hash(),
    body: reader.hash(),
  };
  reader.end();
  rule(header.observedAt > header.validAfter, 'header: observedAt');
  rule(header.leafCount >= 1n && header.leafCount <= 65535n, 'header: leafCount');
  rule((header.previousDigest === ZERO_HASH) === (header.sequence === 0n), 'header: previousDigest');
  return header;
}

export function decodeStatement(bytes) {
  if (bytes.length === 0) refuse('Truncated', 'statement: empty');
  if (bytes.length > 4096) refuse('Oversized', `statement: ${bytes.length} bytes`);
  const reader = new Reader(bytes, 'statement');
  const kind = reader.u8();
  if (kind === 1n) return decodePrice(reader);
  if (kind === 2n) return decodeGap(reader);
  if (kind === 3n) return decodeAttesterSet(reader);
  if (ACCOUNT_KINDS.includes(kind)) return decodeAccountStatement(kind, reader);
  return { kind };
}

function splitFlags(flags) {
  rule(flags < 128n && flags >> 5n !== 3n, `statement: flags ${flags}`);
  return { verdict: flags & 31n, breaker: flags >> 5n };
}

function decodePrice(reader) {
  const flags = reader.u8();
  const [sigma, publishedAt, validFor] = [reader.u32(), reader.time(), reader.u32()];
  const [feed, value, confidence, context] = [reader.name(), reader.price(), reader.price(), reader.hash()];
  reader.end();
  rule(value > 0n && value <= MAXIMUM_VALUE, `price: value ${value}`);
  rule(confidence >= 0n, `price: confidence ${confidence}`);
  return { kind: 1n, ...splitFlags(flags), sigma, publishedAt, validFor, feed, value, confidence, context };
}

function decodeGap(reader) {
  const { verdict, breaker } = splitFlags(reader.u8());
  rule(verdict === 0n, 'gap: verdict');
  const [reason, quorum] = [reader.oneOf(1, 3, 'reason'), reader.u8()];
  const [from, to, feed, context] = [reader.time(), reader.time(), reader.name(), reader.hash()];
  reader.end();
  rule(to > from, 'gap: to');
  return { kind: 2n, breaker, reason, quorum, from, to, feed, context };
}

function decodeAttesterSet(reader) {
  rule(reader.u8() === 0n, 'attester set: flags');
  const [threshold, count, epoch, validFrom, expiresAt] = [reader.u8(), reader.u8(), reader.u32(), reader.time(), reader.time()];
  rule(count >= 1n && count <= 32n, `attester set: ${count} members`);
  const members = Array.from({ length: Number(count) }, () => reader.address());
  reader.end();
  rule(threshold * 2n > count && threshold <= count, `attester set: threshold ${threshold} of ${count}`);
  rule(expiresAt > validFrom, 'attester set: expiresAt');
  rule(members.every((member, i) => BigInt(member) > (i === 0 ? 0n : BigInt(members[i - 1]))), 'attester set: members');
  return { kind: 3n, threshold, epoch, validFrom, expiresAt, members };
}

export function decodePriceContext(bytes) {
  const reader = new Reader(bytes, 'price context');
  reader.tag(0x11);
  const context = {
    oldestPublishedAt: reader.time(),
    dispersion: reader.price(),
    absence: reader.u64(),
    sigma: reader.u64(),
    z: reader.u32(),
    configured: reader.u8(),
  };
  const counts = [reader.u8(), reader.u8(), reader.u8()];
  const votes = counts.map((count) => Array.from({ length: Number(count) }, () => decodeVote(reader)));
  reader.end();
  return { ...context, votes: votes[0], outliers: votes[1], dissents: votes[2] };
}

function decodeVote(reader) {
  return {
    provider: reader.oneOf(1, 3, 'provider'),
    route: reader.name(),
    value: reader.price(),
    halfWidth: reader.price(),
    publishedAt: reader.time(),
    authenticity: reader.oneOf(1, 3, 'authenticity'),
  };
}

export function decodeGapContext(bytes) {
  const reader = new Reader(bytes, 'gap context');
  reader.tag(0x12);
  const usable = reader.u8();
  const length = reader.atMost(512, reader.u16(), 'causes');
  const causes = Array.from({ length }, () => ({ provider: reader.oneOf(1, 3, 'provider'), route: reader.name(true), cause: decodeCause(reader) }));
  reader.end();
  rule(causes.every((cause, i) => i === 0 || compareCauses(causes[i - 1], cause) < 0), 'gap context: order of causes');
  return { usable, causes };
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const compareCauses = (a, b) => compare(a.provider, b.provider) || compare(a.route, b.route) || compare(a.cause, b.cause);

/** Numbers of RejectionCode: 1 to 13 and 32 to 45. */
export function decodeCause(reader) {
  const cause = reader.u8();
  rule((cause >= 1n && cause <= 13n) || (cause >= 32n && cause <= 45n), `cause ${cause}`);
  return cause;
}

function readHead(reader, magic) {
  const found = reader.take(4);
  if (Buffer.from(found).toString('latin1') !== magic) refuse('BadMagic', toHex(found));
  const version = reader.u8();
  if (version !== 1n) refuse('UnsupportedVersion', `version ${version}`);
  return reader.take(240);
}

function readLeaf(reader) {
  const size = reader.atMost(4096, reader.u16(), 'statement');
  if (size === 0) refuse('Truncated', 'statement: no bytes');
  const statement = reader.take(size);
  return { statement, context: reader.take(reader.atMost(40960, reader.u16(), 'context')) };
}

function readSignatures(reader) {
  const length = reader.atMost(32, reader.u8(), 'signatures');
  const signatures = Array.from({ length }, () => ({ signer: Number(reader.u8()), signature: toHex(reader.take(65)) }));
  reader.end();
  return signatures;
}

export function decodeAttestation(bytes) {
  const reader = new Reader(bytes, 'attestation');
  const header = decodeHeader(readHead(reader, 'CCOA'));
  const leaves = [];
  for (let i = 0n; i < header.leafCount; i++) leaves.push(readLeaf(reader));
  return { header, leaves, signatures: readSignatures(reader) };
}

export function decodeStatementAttestation(bytes) {
  const reader = new Reader(bytes, 'statement attestation');
  const header = decodeHeader(readHead(reader, 'CCOP'));
  const leaf = readLeaf(reader);
  const proof = Array.from({ length: reader.atMost(16, reader.u8(), 'proof nodes') }, () => reader.hash());
  return { header, leaf, proof, signatures: readSignatures(reader) };
}
