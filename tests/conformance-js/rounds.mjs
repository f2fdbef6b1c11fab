// Rounds, states and policies, written from docs/spec/attestation-v1.md alone (sections 7 and 8).
import { keccak256 } from 'viem';
import { Reader, ZERO_HASH, refuse, rule, toHex } from './bytes.mjs';
import { decodeCause } from './decoder.mjs';
import { treeOf } from './verify.mjs';

const compareBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** `{ header, headerBytes, inputs, inputBytes, evidence }` of a round file. */
export function decodeRound(bytes) {
  const reader = new Reader(bytes, 'round');
  const { header, headerBytes } = readFileHeader(bytes, reader);
  const inputBytes = Array.from({ length: Number(reader.u16()) }, () => reader.take(Number(reader.u16())));
  const inputs = inputBytes.map(decodeInput);
  rule(inputBytes.every((input, i) => i === 0 || compareBytes(inputBytes[i - 1], input) < 0), 'round: inputs');
  return { header, headerBytes, inputs, inputBytes, evidence: readEvidence(reader) };
}

/** What round files of every kind begin with. */
export function readFileHeader(bytes, reader) {
  const magic = reader.take(4);
  if (Buffer.from(magic).toString('latin1') !== 'CCOR') refuse('BadMagic', toHex(magic));
  const version = reader.u8();
  if (version !== 1n) refuse('UnsupportedVersion', `version ${version}`);
  const start = reader.at;
  const header = readRoundHeader(reader);
  return { header, headerBytes: bytes.subarray(start, reader.at) };
}

/** … and what they end with. */
export function readEvidence(reader) {
  const pieces = reader.atMost(4096, reader.u16(), 'pieces of evidence');
  const evidence = Array.from({ length: pieces }, () => reader.take(reader.atMost(1 << 20, reader.u32(), 'evidence')));
  const digests = evidence.map((piece) => keccak256(piece));
  rule(digests.every((digest, i) => i === 0 || digests[i - 1] < digest), 'round: evidence');
  reader.end();
  return evidence.map(toHex);
}

function readRoundHeader(reader) {
  reader.tag(0x80);
  const header = {
    shard: reader.name(),
    sequence: reader.u64(),
    previousDigest: reader.hash(),
    epoch: reader.u32(),
    validAfter: reader.time(),
    observedAt: reader.time(),
    policyDigest: reader.hash(),
  };
  rule(header.observedAt > header.validAfter, 'round: observedAt');
  rule((header.previousDigest === ZERO_HASH) === (header.sequence === 0n), 'round: previousDigest');
  return header;
}

function decodeInput(bytes) {
  const reader = new Reader(bytes, 'round input');
  const tag = reader.u8();
  rule(tag === 0x81n || tag === 0x82n, `round input: tag ${tag}`);
  const input = tag === 0x81n ? readObservation(reader) : readFailure(reader);
  reader.end();
  return input;
}

function readObservation(reader) {
  const observation = {
    type: 'observation',
    feed: reader.name(),
    provider: reader.oneOf(1, 3, 'provider'),
    route: reader.name(),
    value: reader.price(),
    halfWidth: reader.price(),
    publishedAt: reader.time(),
    receivedAt: reader.time(),
    sequence: reader.u80(),
    authenticity: reader.oneOf(1, 3, 'authenticity'),
    stage: reader.oneOf(1, 4, 'stage'),
    flags: reader.oneOf(0, 7, 'flags'),
    height: reader.u64(),
    anchor: reader.hash(),
  };
  return observation;
}

function readFailure(reader) {
  const failure = { type: 'failure', feed: reader.name(true), provider: reader.oneOf(1, 3, 'provider'), route: reader.name(true), cause: decodeCause(reader) };
  const detail = reader.take(Number(reader.u8()));
  rule(detail.length <= 200 && detail.every((byte) => byte >= 0x20 && byte <= 0x7e), 'failure: detail');
  return { ...failure, detail: Buffer.from(detail).toString('latin1') };
}

export function decodeState(bytes) {
  const reader = new Reader(bytes, 'state');
  reader.tag(0x90);
  const state = { shard: reader.name(), nextSequence: reader.u64(), observedAt: reader.time() };
  const length = reader.atMost(1024, reader.u16(), 'feeds');
  const feeds = Array.from({ length }, () => ({
    feed: reader.name(),
    median: reader.price(),
    confidence: reader.price(),
    medianAt: reader.time(),
    variance: reader.u128(),
    breaker: reader.oneOf(0, 2, 'breaker'),
    calmRounds: reader.u16(),
    gapFrom: reader.time(),
  }));
  reader.end();
  rule(state.nextSequence < 2n ** 64n - 1n, 'state: next sequence');
  rule(feeds.every((feed, i) => i === 0 || feeds[i - 1].feed < feed.feed), 'state: order of feeds');
  for (const feed of feeds) checkFeedState(feed, state.observedAt);
  return { ...state, feeds };
}

function checkFeedState({ feed, median, confidence, medianAt, variance, gapFrom }, observedAt) {
  rule(medianAt === 0n ? median === 0n : median > 0n && median <= 10n ** 36n, `state: median of ${feed}`);
  rule(confidence >= 0n && confidence <= 5n * 10n ** 37n, `state: confidence of ${feed}`);
  rule(variance <= 10n ** 36n, `state: variance of ${feed}`);
  rule(medianAt <= observedAt && gapFrom <= observedAt, `state: times of ${feed}`);
}

const ACTIONS = ['open', 'borrow', 'withdraw', 'liquidate', 'relay'];

export function decodePolicy(bytes) {
  const reader = new Reader(bytes, 'policy');
  reader.tag(0x91);
  const policy = { shard: reader.name(), audience: reader.hash() };
  const feeds = Array.from({ length: reader.atMost(1024, reader.u16(), 'feeds') }, () => readFeedPolicy(reader));
  reader.end();
  rule(feeds.length > 0, 'policy: no feeds');
  feeds.forEach(checkFeedPolicy);
  rule(feeds.every((feed, i) => i === 0 || feeds[i - 1].feed < feed.feed), 'policy: order of feeds');
  return { ...policy, feeds };
}

function readFeedPolicy(reader) {
  const feed = {
    feed: reader.name(),
    quorum: reader.u8(),
    lowerBound: reader.price(),
    upperBound: reader.price(),
    deviation: reader.u32(),
    wide: reader.u32(),
    z: reader.u32(),
    k: reader.u32(),
    sigmaFloor: reader.u64(),
    sigmaInitial: reader.u64(),
    tau: reader.time(),
    tick: reader.time(),
    maximumMove: reader.u32(),
    calmRounds: reader.u16(),
    validFor: reader.time(),
  };
  for (const action of ACTIONS) {
    feed[action] = { width: reader.u32(), age: reader.time(), providers: reader.u8(), worstBreaker: reader.oneOf(0, 2, 'worst breaker') };
  }

  feed.routes = Array.from({ length: reader.atMost(32, reader.u8(), 'routes') }, () => ({
    provider: reader.oneOf(1, 3, 'provider'),
    route: reader.name(),
    source: reader.hash(),
    cadence: reader.oneOf(1, 2, 'cadence'),
    threshold: reader.u32(),
    heartbeat: reader.time(),
    grace: reader.time(),
    maximumAge: reader.time(),
    maximumAhead: reader.time(),
  }));
  return feed;
}

/** The limits of section 8. */
function checkFeedPolicy(feed) {
  const providers = BigInt(new Set(feed.routes.map((route) => route.provider)).size);
  const within = (low, value, high, field) => rule(value >= low && value <= high, `policy: ${field} of ${feed.feed}: ${value}`);
  const duration = (value, field, low = 1n) => within(low, value, 31_622_400_000n, field);
  within(1n, BigInt(feed.routes.length), 32n, 'routes');
  rule(feed.routes.every((route, i) => i === 0 || feed.routes[i - 1].route < route.route), 'policy: order of routes');
  within(1n, feed.quorum, providers, 'quorum');
  within(1n, feed.lowerBound, feed.upperBound - 1n, 'bounds');
  within(1n, feed.upperBound, 10n ** 36n, 'upper bound');
  for (const field of ['deviation', 'wide', 'maximumMove']) within(1n, feed[field], 1_000_000n, field);
  for (const field of ['z', 'k']) within(1n, feed[field], 100_000n, field);
  within(1n, feed.sigmaFloor, feed.sigmaInitial, 'sigma floor');
  within(feed.sigmaFloor, feed.sigmaInitial, 10n ** 18n, 'initial sigma');
  duration(feed.tau, 'tau', 1_000n);
  duration(feed.tick, 'tick');
  within(1n, feed.validFor, 0xffffffffn, 'validFor');
  within(2n, feed.calmRounds, 65_535n, 'calm rounds');
  for (const action of ACTIONS) {
    within(0n, feed[action].width, 100_000_000n, `${action} width`);
    duration(feed[action].age, `${action} age`);
    within(1n, feed[action].providers, providers, `${action} providers`);
  }

  for (const route of feed.routes) {
    duration(route.maximumAge, 'maximum age');
    duration(route.maximumAhead, 'maximum ahead', 0n);
    duration(route.grace, 'grace', 0n);
    if (route.cadence !== 2n) continue;
    duration(route.heartbeat, 'heartbeat');
    within(1n, route.threshold, 1_000_000n, 'threshold');
  }
}

/** Section 7: the root of section 3 over the round header and the inputs. */
export const inputsRoot = ({ headerBytes, inputBytes }) => treeOf([headerBytes, ...inputBytes]).root;

/** Refuses a round that does not continue the state under the policy. */
export function checkContinues(policyDigest, policy, state, header) {
  const mismatches = [
    ['policy digest', header.policyDigest, policyDigest], ['shard of the policy', header.shard, policy.shard], ['shard of the state', header.shard, state.shard],
    ['sequence', header.sequence, state.nextSequence], ['validAfter', header.validAfter, state.observedAt],
  ].filter(([, stated, expected]) => stated !== expected);
  if (mismatches.length > 0) refuse('Recomputation', mismatches[0].join(' '));
}
