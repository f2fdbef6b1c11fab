// Digest, sets, verification and order of batches, written from docs/spec/attestation-v1.md alone (sections 3, 9 and 10).
import { SimpleMerkleTree } from '@openzeppelin/merkle-tree';
import { concat, hashTypedData, keccak256, recoverAddress, stringToHex } from 'viem';
import { ZERO_HASH, refuse, toHex } from './bytes.mjs';
import { decodeSnapshotContext } from './accounts.mjs';
import { ACCOUNT_KINDS, decodeAttestation, decodeStatement, decodeStatementAttestation } from './decoder.mjs';

const RECOVERY_EPOCH = 0xffffffffn;
const HOUR = 3_600_000n;
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

const BATCH = [
  ['uint16', 'schema'], ['uint16', 'algorithm'], ['uint32', 'epoch'], ['uint64', 'sequence'], ['uint48', 'validAfter'], ['uint48', 'observedAt'],
  ['uint32', 'leafCount'], ['bytes16', 'shard'], ['bytes32', 'audience'], ['Provenance', 'provenance'], ['bytes32', 'root'], ['bytes32', 'body'],
].map(([type, name]) => ({ name, type }));
const PROVENANCE = ['previousDigest', 'stateDigest', 'inputsRoot'].map((name) => ({ name, type: 'bytes32' }));

/** What EIP-712 tools take. */
export function typedData(header, deployment) {
  const { previousDigest, stateDigest, inputsRoot, ...rest } = header;
  return {
    domain: { name: 'CrossChainOracle', version: '1', salt: keccak256(stringToHex(deployment)) },
    types: { Batch: BATCH, Provenance: PROVENANCE },
    primaryType: 'Batch',
    message: { ...rest, provenance: { previousDigest, stateDigest, inputsRoot }, shard: stringToHex(header.shard, { size: 16 }) },
  };
}

export const digestOf = (header, deployment) => hashTypedData(typedData(header, deployment));
export const leafHash = (statement) => keccak256(keccak256(statement));
export const treeOf = (statements) => SimpleMerkleTree.of(statements.map(leafHash), { sortLeaves: false });

/** The sets a verifier accepts, section 9. `recovery` is `{ set, delay }` or null. */
export class Sets {
  constructor(anchor, recovery = null, grace = HOUR) {
    Object.assign(this, { current: anchor, previous: null, recovery, grace });
  }

  find(epoch, now) {
    if (epoch === RECOVERY_EPOCH && this.recovery) {
      if (now < this.current.expiresAt) refuse('EpochNotYetValid', 'the current set has not expired');
      return within(this.recovery.set, this.recovery.set.expiresAt, now);
    }

    if (epoch === this.current.epoch) return within(this.current, this.current.expiresAt, now);
    if (this.previous && epoch === this.previous.epoch) {
      const graceEnd = this.current.validFrom + this.grace;
      return within(this.previous, this.previous.expiresAt < graceEnd ? this.previous.expiresAt : graceEnd, now);
    }

    return refuse('UnknownEpoch', `epoch ${epoch}`);
  }

  /** `batch` is what `verifyAttestation` gave by these sets. */
  rotate(batch, next) {
    if (next.epoch === RECOVERY_EPOCH) refuse('BadRotation', 'the recovery epoch is no ordinary one');
    if (next.epoch !== this.current.epoch + 1n) refuse('BadRotation', `epoch ${next.epoch} after ${this.current.epoch}`);
    if (batch.header.epoch === RECOVERY_EPOCH) {
      const early = next.validFrom < this.current.expiresAt || next.validFrom < batch.header.observedAt + this.recovery.delay;
      if (early) refuse('BadRotation', 'takes effect before the delay is over');
    } else if (batch.header.epoch !== this.current.epoch) {
      refuse('BadRotation', `signed by epoch ${batch.header.epoch}`);
    }

    this.previous = this.current;
    this.current = next;
  }
}

function within(set, until, now) {
  if (now < set.validFrom) refuse('EpochNotYetValid', `epoch ${set.epoch} from ${set.validFrom}, now ${now}`);
  if (now >= until) refuse('EpochExpired', `epoch ${set.epoch} until ${until}, now ${now}`);
  return set;
}

/** `options`: deployment, sets, audience (default zero), maximumAhead (default 2000), now (null: as of sealing). Gives header, digest and statements. */
export async function verifyAttestation(bytes, options) {
  const { header, leaves, signatures } = decodeAttestation(bytes);
  checkHeader(header, options);
  if (BigInt(leaves.length) !== header.leafCount) refuse('LeafCountMismatch', `${leaves.length}`);
  if (treeOf(leaves.map((leaf) => leaf.statement)).root !== header.root) refuse('RootMismatch', 'root');
  if (keccak256(concat(leaves.map((leaf) => leaf.statement))) !== header.body) refuse('BodyMismatch', 'body');
  const digest = await checkSignatures(header, signatures, options);
  const statements = leaves.map(openLeaf);
  checkOrder(statements);
  return { header, digest, statements, signatures };
}

export async function verifyStatement(bytes, options) {
  const { header, leaf, proof, signatures } = decodeStatementAttestation(bytes);
  checkHeader(header, options);
  const hash = leafHash(leaf.statement);
  const root = proof.reduce((node, sibling) => keccak256(concat(node < sibling ? [node, sibling] : [sibling, node])), hash);
  if (root !== header.root) refuse('RootMismatch', 'proof');
  const digest = await checkSignatures(header, signatures, options);
  const statement = openLeaf(leaf);
  if (!isKnown(statement)) refuse('UnsupportedVersion', `kind ${statement.kind}`);
  checkFresh(header, statement, options.now);
  return { header, digest, statement, proof, signatures };
}

/** The last rule of section 10; nothing where there is no clock. */
export function checkFresh(header, statement, now) {
  if (now === null || statement.validFor === undefined) return;
  if (now > header.observedAt + statement.validFor) refuse('Expired', `kind ${statement.kind}`);
}

function checkHeader(header, { audience = ZERO_HASH, maximumAhead = 2000n, now }) {
  if (header.algorithm < 1n || header.algorithm > 3n) refuse('UnknownAlgorithm', `${header.algorithm}`);
  if (header.audience !== ZERO_HASH && header.audience !== audience) refuse('WrongAudience', header.audience);
  if (now !== null && header.observedAt - now > maximumAhead) refuse('Ahead', `${header.observedAt}`);
}

async function checkSignatures(header, signatures, { sets, deployment, now }) {
  const set = sets.find(header.epoch, now ?? header.observedAt);
  const digest = digestOf(header, deployment);
  if (BigInt(signatures.length) < set.threshold) refuse('TooFewSignatures', `${signatures.length} of ${set.threshold}`);
  let before = -1;
  for (const { signer } of signatures) {
    if (signer <= before || signer >= set.members.length) refuse('SignerOrder', `${signer} after ${before}`);
    before = signer;
  }

  for (const { signer, signature } of signatures) {
    if ((await recover(digest, signature)) !== set.members[signer]) refuse('BadSignature', `signer ${signer}`);
  }

  return digest;
}

async function recover(digest, signature) {
  const [s, v] = [BigInt('0x' + signature.slice(66, 130)), Number('0x' + signature.slice(130))];
  if (s > HALF_ORDER || (v !== 27 && v !== 28)) return null;
  try {
    return (await recoverAddress({ hash: digest, signature })).toLowerCase();
  } catch {
    return null;
  }
}

/** A context that was left out is not checked, nor is one beside a kind that is not known. */
function openLeaf({ statement, context }) {
  const decoded = decodeStatement(statement);
  if (isKnown(decoded) && context.length > 0 && keccak256(context) !== decoded.context) refuse('ContextMismatch', toHex(context));
  return context.length > 0 && decoded.kind === 6n ? { ...decoded, parts: decodeSnapshotContext(context).positions } : decoded;
}

const isKnown = ({ kind }) => (kind >= 1n && kind <= 3n) || ACCOUNT_KINDS.includes(kind);

/** The subject by which statements of a kind are ordered. */
export const subjectOf = ({ kind, feed, position, market, account, chain, subject }) =>
  ({ 1: feed, 2: feed, 4: position, 5: market, 6: account, 7: chain, 9: subject, 10: `${account?.padEnd(16, '\0')}${chain}` })[Number(kind)];

function checkOrder(statements) {
  const feeds = new Set();
  statements.forEach((statement, i) => {
    const before = statements[i - 1];
    if (before && !comesBefore(before, statement)) refuse('NotInOrder', `${i}`);
    if (statement.feed === undefined) return;
    if (feeds.has(statement.feed)) refuse('NotInOrder', `${statement.feed} twice`);
    feeds.add(statement.feed);
  });
}

function comesBefore(a, b) {
  if (a.kind !== b.kind) return a.kind < b.kind;
  if (a.kind === 3n) return a.epoch < b.epoch;
  return !isKnown(a) || subjectOf(a) < subjectOf(b);
}

/** Order across the batches of a shard, the end of section 10. */
export class Tracker {
  known = new Map();
  missing = new Set();
  floors = new Map();
  latest = null;

  /** `Newest` or `Late`, or refuses. Retractions count in any case. */
  track({ header: { sequence, previousDigest }, digest, statements }) {
    for (const item of statements.filter((statement) => statement.kind === 9n)) this.raiseFloor(item.subject, item.sequence, item.shard);
    const seen = this.known.get(sequence);
    if (seen) refuse(seen.digest === digest ? 'Duplicate' : 'Equivocation', `sequence ${sequence}`);
    const [before, after] = [this.known.get(sequence - 1n), this.known.get(sequence + 1n)];
    if ((before && before.digest !== previousDigest) || (after && after.previousDigest !== digest)) refuse('BrokenChain', `sequence ${sequence}`);
    const newest = this.latest === null || sequence > this.latest;
    if (!newest && !this.missing.delete(sequence)) refuse('OutOfOrder', `sequence ${sequence}`);
    if (newest) {
      for (let hole = (this.latest ?? sequence) + 1n; hole < sequence; hole++) this.missing.add(hole);
      this.latest = sequence;
    }

    this.known.set(sequence, { digest, previousDigest });
    return newest ? 'Newest' : 'Late';
  }

  raiseFloor(subject, sequence, shard = 'vectors') {
    for (const name of [`${shard} ${subject}`, shard]) if (sequence > (this.floors.get(name) ?? -1n)) this.floors.set(name, sequence);
  }

  checkFloor(statement, { sequence, shard }) {
    const isBelow = (name) => sequence <= (this.floors.get(name) ?? -1n);
    if (isBelow(`${shard} ${subjectOf(statement)}`)) refuse('BelowFloor', subjectOf(statement));
    if (statement.kind !== 6n) return;
    if (statement.parts ? statement.parts.some((part) => isBelow(`${shard} ${part.position}`)) : isBelow(shard)) refuse('Retracted', statement.account);
  }
}
