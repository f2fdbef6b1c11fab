// The rotation of attester sets, algorithm 3, written from docs/spec/attestation-v1.md alone (sections 7, 8 and 16).
import { Reader, refuse, rule } from './bytes.mjs';
import { decodeStatement } from './decoder.mjs';
import { readFileHeader } from './rounds.mjs';

const HOUR = 3_600_000n;
const YEAR = 31_622_400_000n;
const RECOVERY_EPOCH = 0xffffffffn;

/** A set is the last field of what holds it, and its statement. */
function lastSet(reader, what) {
  const set = decodeStatement(reader.take(reader.bytes.length - reader.at));
  rule(set.kind === 3n, `${what}: no attester set`);
  return set;
}

export function decodeRotationRound(bytes) {
  const reader = new Reader(bytes, 'round');
  const { header, headerBytes } = readFileHeader(bytes, reader);
  rule(reader.u16() === 1n, 'round: inputs');
  const inputBytes = [reader.take(Number(reader.u16()))];
  const input = new Reader(inputBytes[0], 'round input');
  input.tag(0x88);
  const next = lastSet(input, 'round input');
  rule(reader.u16() === 0n, 'round: evidence');
  reader.end();
  return { header, headerBytes, inputBytes, next };
}

export function decodeRotationState(bytes) {
  const reader = new Reader(bytes, 'state of rotations');
  reader.tag(0x94);
  const state = { shard: reader.name(), nextSequence: reader.u64(), observedAt: reader.time() };
  rule(state.nextSequence < 2n ** 64n - 1n, 'state: next sequence');
  return { ...state, current: lastSet(reader, 'state of rotations') };
}

export function decodeRotationPolicy(bytes) {
  const reader = new Reader(bytes, 'policy for rotations');
  reader.tag(0x95);
  const policy = { shard: reader.name(), late: reader.time(), term: reader.time(), first: lastSet(reader, 'policy for rotations') };
  rule(policy.late <= HOUR && policy.term >= 1n && policy.term <= YEAR && policy.first.epoch !== RECOVERY_EPOCH, 'policy for rotations');
  return policy;
}

/** The state after the round, or refuses. The batch states `round.next` and nothing else. */
export function rotate({ late, term }, { shard, current }, { header, next }) {
  const bad = (broken, what) => broken && refuse('BadRotation', what);
  const { epoch, observedAt, sequence } = header;
  bad(epoch !== current.epoch, 'signed by another epoch');
  bad(observedAt < current.validFrom || observedAt >= current.expiresAt, 'the current set does not sign at that time');
  bad(next.epoch === RECOVERY_EPOCH || next.epoch !== current.epoch + 1n, 'not the next epoch');
  bad(next.validFrom + late < observedAt, 'begins too early');
  bad(next.validFrom >= current.expiresAt, 'begins too late');
  const begins = next.validFrom > observedAt ? next.validFrom : observedAt;
  bad(next.expiresAt - begins < term, 'ends too early');
  bad(next.threshold === current.threshold && next.expiresAt === current.expiresAt && String(next.members) === String(current.members), 'the same set');
  return { shard, nextSequence: sequence + 1n, observedAt, current: next };
}
