// Types of parameters: what a value may be, and whether a type says so with bounds.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SourceError, decorators, lineOf, parts } from './parse.mjs';
import { evaluate } from './evaluate.mjs';
import { literal } from './text.mjs';
import { isUnknown } from './values.mjs';

const primitives = ['string', 'int', 'bool', 'object', 'array'];

/** A declared type by its name: in the file, or in one that it imports. Null for what is no such name. */
export function declaredType(name, source, files) {
  for (const { node, decorators: marks } of source.statements) {
    if (node.type === 'type_declaration' && parts(node)[0].text === name) return { type: parts(node)[1], marks, source, node };
    if (node.type !== 'import_functionality') continue;
    const names = parts(node);
    const path = resolve(dirname(source.path), literal(names.at(-1)));
    if (!names.slice(0, -1).some(child => child.text === name)) continue;
    if (!existsSync(path)) throw new SourceError(source.file, lineOf(node), `${literal(names.at(-1))} is not there`);
    const found = declaredType(name, files.get(path), files);
    if (found && !('export' in found.marks)) throw new SourceError(source.file, lineOf(node), `${name} is not exported`);
    return found;
  }
  return null;
}

/** Members of an object type: name, type node and decorators of each. */
export function members(node) {
  const found = [];
  let marks = {};
  for (const child of parts(node)) {
    if (child.type === 'decorators') marks = decorators(child);
    else {
      const inner = parts(child);
      found.push({ name: inner.length === 1 ? '*' : inner[0].text, type: inner.at(-1), marks, node: child });
      marks = {};
    }
  }
  return found;
}

/** The type itself, without what the grammar wraps around it. */
export const bare = node => ['type', 'parenthesized_type', 'parenthesized_expression'].includes(node.type) ? bare(parts(node)[0]) : node;

const isPrimitive = (node, name) => (node.type === 'primitive_type' || node.type === 'identifier') && node.text === name;
export const primitiveOf = node => primitives.find(name => isPrimitive(node, name));

/** What is wrong with a value, in sentences. */
export function problems(value, type, marks, source, files, name) {
  const node = bare(type);
  const again = (inner, innerType, innerMarks, innerName, from = source) => problems(inner, innerType, innerMarks, from, files, innerName);
  const alias = !primitiveOf(node) && node.type === 'identifier' ? declaredType(node.text, source, files) : null;
  if (alias) return [...again(value, alias.type, alias.marks, name, alias.source), ...outside(value, marks, name)];
  if (isUnknown(value)) return [];
  switch (node.type) {
    case 'union_type': return literals(node).includes(value) ? [] : [`${name} is ${show(value)}, not one of ${literals(node).map(show).join(', ')}`];
    case 'nullable_type': return value === null ? [] : again(value, parts(node)[0], marks, name);
    case 'array_type': return Array.isArray(value) ? [...outside(value, marks, name), ...value.flatMap((item, at) => again(item, parts(node)[0], {}, `${name}[${at}]`))] : [`${name} is not an array`];
    case 'object': return shape(value, node, name, again);
  }
  const kind = primitiveOf(node);
  if (!kind) return [`${name} has the type ${node.text}, which is not declared`];
  const actual = Array.isArray(value) ? 'array' : { string: 'string', number: 'int', boolean: 'bool', object: 'object' }[typeof value];
  return actual === kind ? outside(value, marks, name) : [`${name} is not of type ${kind}`];
}

function shape(value, node, name, again) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${name} is not an object`];
  const list = members(node);
  const rest = list.find(member => member.name === '*');
  const wrong = Object.keys(value).filter(key => !rest && !list.some(member => member.name === key)).map(key => `${name} has no ${key}`);
  for (const member of rest ? Object.keys(value).map(key => ({ ...rest, name: key })) : list) {
    if (member.name in value) wrong.push(...again(value[member.name], member.type, member.marks, `${name}.${member.name}`));
    else if (bare(member.type).type !== 'nullable_type') wrong.push(`${name}.${member.name} is missing`);
  }
  return wrong;
}

/** Literals of a union: texts and numbers. */
export const literals = node => parts(node).flatMap(child => child.type === 'string' ? [literal(child)] : child.type === 'number' ? [Number(child.text)] : literals(bare(child)));

function outside(value, marks, name) {
  if (isUnknown(value)) return [];
  if (value === undefined || value === null) return [`${name} has no value`];
  const bound = key => marks[key] && evaluate(marks[key][0], { file: '', lookup: () => undefined });
  const [least, most] = typeof value === 'number' ? [bound('minValue'), bound('maxValue')] : [bound('minLength'), bound('maxLength')];
  const size = typeof value === 'number' ? value : value.length;
  const what = typeof value === 'number' ? show(value) : `${value.length} long`;
  if (least !== undefined && size < least) return [`${name} is ${what}, at least ${least} is asked for`];
  if (most !== undefined && size > most) return [`${name} is ${what}, at most ${most} is allowed`];
  const allowed = bound('allowed');
  return allowed && !allowed.includes(value) ? [`${name} is ${show(value)}, not one of ${allowed.map(show).join(', ')}`] : [];
}

const show = value => JSON.stringify(value);
