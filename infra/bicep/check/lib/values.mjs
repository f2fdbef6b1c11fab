// What evaluation yields: plain JavaScript values, references to resources, and text that only Azure knows, such as «id.properties.principalId».
import { createHash } from 'node:crypto';

const places = new WeakMap();

/** Remembers where each property of an object was written. */
export function place(object, key, file, line) {
  if (!places.has(object)) places.set(object, new Map());
  places.get(object).set(key, { file, line });
}

/** Where a property was written, or undefined. */
export const placeOf = (object, key) => places.get(object)?.get(key);

/** Text that stands for a value of Azure's. */
export const unknown = what => `«${what}»`;
export const isUnknown = value => typeof value === 'string' && value.includes('«');

/** A GUID that follows from its arguments, as Bicep's `guid` does; not the same one. */
export function guid(...parts) {
  const hex = createHash('sha256').update(parts.join('|')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** A resource that is deployed, or one that is referred to (`existing`). */
export class Resource {
  constructor(type, version, body, { file, line, trace, existing }) {
    Object.assign(this, { type, version, body, file, line, trace, existing });
    this.name = body.name;
    this.id = idOf(type, body);
  }

  /** Value at a path such as `properties.disableLocalAuth`, or undefined. */
  at(path) {
    return path.split('.').reduce((value, key) => value?.[key], this.body);
  }

  /** Where the deepest part of a path was written: what a finding about it names. */
  whereIs(path) {
    let found = { file: this.file, line: this.line };
    let value = this.body;
    for (const key of path.split('.')) {
      if (value === null || typeof value !== 'object') break;
      found = placeOf(value, key) ?? found;
      value = value[key];
    }
    return found;
  }
}

/** What a module gave back. */
export class Module {
  constructor(outputs) {
    this.outputs = outputs;
  }
}

function idOf(type, body) {
  const own = type.split('/');
  if (body.parent instanceof Resource) return `${body.parent.id}/${own.at(-1)}/${body.name}`;
  const names = String(body.name).split('/');
  const path = own.slice(1).map((part, index) => `${part}/${names[index] ?? ''}`).join('/');
  return `${body.scope instanceof Resource ? body.scope.id : ''}/providers/${own[0]}/${path}`;
}
