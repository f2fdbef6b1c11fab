// Every parameter says what it is and what it may be; so does every shared type.
import { lineOf, parts } from '../lib/parse.mjs';
import { bare, declaredType, members, primitiveOf } from '../lib/types.mjs';

export function parameters({ sources, files }) {
  const found = [];
  for (const source of sources) {
    const tell = (node, message) => found.push({ rule: 'parameters', file: source.file, line: lineOf(node), message });
    for (const { node, decorators } of source.statements) {
      const kind = { parameter_declaration: 'parameter', type_declaration: 'type', output_declaration: 'output' }[node.type];
      if (!kind) continue;
      const [name, type] = parts(node);
      if (!('description' in decorators)) tell(node, `${kind} ${name.text} has no @description; say what it is`);
      const missing = kind !== 'output' && unbounded(type, decorators, source, files, name.text);
      if (missing) tell(node, `${kind} ${missing}`);
      if ('secure' in decorators) tell(node, `${kind} ${name.text} is secure: no secret passes through a deployment; put it into the vault and refer to it`);
    }
  }
  return found;
}

/** What a type leaves open, in words; null if nothing. */
function unbounded(type, marks, source, files, name) {
  const node = bare(type);
  const has = (...keys) => 'allowed' in marks || keys.every(key => key in marks);
  const primitive = primitiveOf(node);
  if (primitive === 'bool' || node.type === 'union_type') return null;
  if (primitive === 'string') return has('minLength', 'maxLength') ? null : `${name} has no bounds; give it @minLength and @maxLength, or @allowed`;
  if (primitive === 'int') return has('minValue', 'maxValue') ? null : `${name} has no bounds; give it @minValue and @maxValue, or @allowed`;
  if (primitive) return `${name} is of type ${primitive}; give it a type of its own in types.bicep`;
  if (node.type === 'nullable_type') return unbounded(parts(node)[0], marks, source, files, name);
  if (node.type === 'array_type') return has('minLength', 'maxLength') ? unbounded(parts(node)[0], {}, source, files, `${name}[]`) : `${name} has no bounds; give it @minLength and @maxLength`;
  if (node.type === 'object') return members(node).map(member => inside(member, source, files, name)).find(Boolean) ?? null;
  const declared = declaredType(node.text, source, files);
  return declared ? unbounded(declared.type, declared.marks, declared.source, files, name) : `${name} has the type ${node.text}, which is not declared`;
}

// A dictionary is bounded by what is checked of it: the settings.
function inside(member, source, files, name) {
  if (member.name === '*') return primitiveOf(bare(member.type)) === 'string' ? null : `${name} is a dictionary of more than texts`;
  if (!('description' in member.marks)) return `${name}.${member.name} has no @description; say what it is`;
  return unbounded(member.type, member.marks, source, files, `${name}.${member.name}`);
}
