// What binds the JSON of one price to signatures. docs/spec/attestation-v1.md says why; docs/spec/price-document.schema.json has the shapes.
import { concat, hashTypedData, isHex, keccak256, recoverAddress, size, stringToHex } from 'viem';
import { decodeContext, decodeStatement, isName, nameOf } from './decode.mjs';

const BATCH = fields('uint16 schema,uint16 algorithm,uint32 epoch,uint64 sequence,uint48 validAfter,uint48 observedAt,uint32 leafCount,'
  + 'bytes16 shard,bytes32 audience,Provenance provenance,bytes32 root,bytes32 body');
const PROVENANCE = fields('bytes32 previousDigest,bytes32 stateDigest,bytes32 inputsRoot');
const ZERO = `0x${'00'.repeat(32)}`;
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

export const MAXIMUM_AHEAD = 2_000;

function fields(list) {
  return list.split(',').map((field) => ({ name: field.split(' ')[1], type: field.split(' ')[0] }));
}

function require(holds, reason) {
  if (!holds) throw new Error(reason);
}

/**
 * The decoded price, or an Error that says why it is refused.
 * @param document JSON of `/v1/feeds/{feed}/latest`
 * @param attesters `{ deployment, sets }` as `/v1/attesters` gives it; who is to be trusted comes from elsewhere than the price
 * @param now Unix milliseconds
 * @param audience keccak256 of the consumer's CAIP-10 text; zero: anyone
 */
export async function verifyPrice(document, attesters, now, audience = ZERO) {
  const { statement, context, typedData, proof, signatures } = document;
  const { provenance, ...message } = canonical(typedData.message, 'Batch');
  const typed = { ...message, provenance };
  const domain = { name: 'CrossChainOracle', version: '1', salt: keccak256(stringToHex(attesters.deployment)) };
  const types = { Batch: BATCH, Provenance: PROVENANCE };
  const digest = hashTypedData({ domain, types, primaryType: 'Batch', message: { ...typed, sequence: BigInt(message.sequence) } });
  const set = attesters.sets.find((one) => one.epoch === message.epoch);

  require(message.schema === 1 && message.algorithm === 1, `schema ${message.schema}, algorithm ${message.algorithm}`);
  require(message.audience === ZERO || message.audience === audience, 'for another audience');
  require(message.observedAt > message.validAfter && (provenance.previousDigest === ZERO) === (message.sequence === '0'), 'header out of range');
  require(message.leafCount >= 1 && message.leafCount <= 65_535 && isName(message.shard), 'header out of range');
  require(message.observedAt - now <= MAXIMUM_AHEAD, `observed at ${message.observedAt}, ahead of ${now}`);
  require(set !== undefined && now >= set.validFrom && now < set.acceptedUntil, `epoch ${message.epoch} is not accepted now`);
  const signed = await recoverSigners(digest, signatures, set);
  const leaf = keccak256(keccak256(bytes(statement.hex, 'statement')));
  require(proof.length <= 16 && proof.every((node) => size(bytes(node, 'proof')) === 32), 'not a proof');
  require(proof.reduce((a, b) => keccak256(concat(a < b ? [a, b] : [b, a])), leaf) === message.root, 'the proof does not lead to the root');

  const decoded = decodeStatement(statement.hex, message.observedAt);
  require(keccak256(bytes(context.hex, 'context')) === decoded.context, 'the context is not the stated one');
  const stated = {
    statement: { hex: statement.hex, leaf, decoded },
    context: { hex: context.hex, decoded: decodeContext(context.hex, decoded.kind) },
    header: { ...message, ...provenance, shard: nameOf(message.shard) },
    digest,
    proof,
    typedData: { domain, types, primaryType: 'Batch', message: typed },
    signatures: signed,
  };
  const difference = firstDifference(document, stated);
  require(difference === null, `${difference} is not what is signed`);
  if (decoded.kind === 'gap') throw new Error(`no price since ${new Date(decoded.from).toISOString()}: ${decoded.reason}`);
  require(now <= decoded.validUntil, `ended at ${new Date(decoded.validUntil).toISOString()}`);
  return decoded;
}

/** Each signature with the index and address that it proves: a threshold of distinct members, in order. */
async function recoverSigners(digest, signatures, set) {
  require(signatures.length >= set.threshold, `${signatures.length} signatures of ${set.threshold}`);
  const signed = [];
  for (const { signature } of signatures) {
    require(isHex(signature) && size(signature) === 65 && /(1b|1c)$/.test(signature) && BigInt(`0x${signature.slice(66, 130)}`) <= HALF_ORDER, 'a signature is not canonical');
    const address = (await recoverAddress({ hash: digest, signature })).toLowerCase();
    const signer = set.members.indexOf(address);
    require(signer >= 0, `signed by ${address}, who is no member of epoch ${set.epoch}`);
    require(signed.length === 0 || signer > signed.at(-1).signer, 'signers are not in order');
    signed.push({ signer, address, signature });
  }

  return signed;
}

/** Numbers of up to 48 bits as JSON numbers, 64 bits as decimal text, bytes as lower-case hex: one form for each value. */
function canonical(value, type) {
  const members = { Batch: BATCH, Provenance: PROVENANCE }[type];
  if (members !== undefined) {
    require(typeof value === 'object' && value !== null, `not a ${type}`);
    return Object.fromEntries(members.map((member) => [member.name, canonical(value[member.name], member.type)]));
  }
  const [, kind, bits] = /^(uint|bytes)(\d+)$/.exec(type);
  if (kind === 'bytes') require(size(bytes(value, type)) === Number(bits), `not a ${type}`);
  else if (bits === '64') require(/^(0|[1-9][0-9]*)$/.test(value) && typeof value === 'string', `not a ${type}`);
  else require(Number.isSafeInteger(value) && value >= 0, `not a ${type}`);
  return value;
}

function bytes(hex, what) {
  require(typeof hex === 'string' && /^0x([0-9a-f]{2})*$/.test(hex), `${what} is not hex`);
  return hex;
}

/** The path of the first place where two JSON values differ; null where they are the same. */
function firstDifference(found, expected, path = 'document') {
  if (typeof expected !== 'object' || expected === null) return found === expected ? null : path;
  if (typeof found !== 'object' || found === null || Array.isArray(found) !== Array.isArray(expected)) return path;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    if (!Object.hasOwn(found, key) || !Object.hasOwn(expected, key)) return `${path}.${key}`;
    const difference = firstDifference(found[key], expected[key], `${path}.${key}`);
    if (difference !== null) return difference;
  }

  return null;
}
