// What no source may hold, whatever it deploys.
import { lineOf, parts, walk } from '../lib/parse.mjs';
import { literal } from '../lib/text.mjs';

const secrets = [
  [/(AccountKey|SharedAccessKey|SharedAccessSignature|Password|pwd|sig)=[^;&«$]+/i, 'a key or password'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/(?<![0-9a-f])(0x)?[0-9a-f]{64}(?![0-9a-f])/i, 'what may be a private key'],
  [/eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./, 'a token'],
  [/https?:\/\/[^/\s'"]+:[^/\s'"@]+@/, 'a password in an address'],
];

export function sources({ sources: list, versions, paramsSources }) {
  const found = [];
  const used = new Set();
  for (const source of [...list, ...paramsSources]) {
    const tell = (node, rule, message) => found.push({ rule, file: source.file, line: lineOf(node), message });
    for (const node of walk(source.root)) {
      if (node.type === 'module_declaration') fromRegistry(node, tell);
      if (node.type === 'resource_declaration') version(node, versions, used, tell);
      if (node.type === 'call_expression') called(node, tell);
      if (node.type === 'string') for (const [pattern, what] of secrets) if (pattern.test(node.text)) tell(node, 'secrets', `a text holds ${what}; put it into the vault and refer to it`);
    }
  }
  for (const source of list) found.push(...unused(source));
  for (const type of Object.keys(versions)) if (!used.has(type)) found.push({ rule: 'versions', file: 'infra/bicep/api-versions.json', line: 1, message: `${type} is not used; remove it` });
  return found;
}

function fromRegistry(node, tell) {
  const path = literal(parts(node)[1]);
  if (path === null || !path.endsWith('.bicep') || /^(br|ts)[:/]/.test(path)) tell(node, 'registry', `module ${path ?? parts(node)[1].text} comes from a registry; write it here, where it can be reviewed and checked`);
}

function version(node, versions, used, tell) {
  const [type, written] = (literal(parts(node)[1]) ?? '').split('@');
  used.add(type);
  if (!versions[type]) tell(node, 'versions', `${type} is a type that infra/bicep/api-versions.json does not list; add it there after reading what it lets in`);
  else if (versions[type] !== written) tell(node, 'versions', `${type} is used in version ${written}, infra/bicep/api-versions.json says ${versions[type]}; use one version everywhere`);
}

function called(node, tell) {
  const name = parts(node)[0].type === 'member_expression' ? parts(parts(node)[0]).at(-1).text : parts(node)[0].text;
  if (/^list[A-Z]/.test(name) || name === 'getSecret') tell(node, 'secrets', `${name}() reads a key or a secret into the deployment; use an identity or a reference to the vault`);
  if (['utcNow', 'newGuid'].includes(name)) tell(node, 'again', `${name}() differs in every deployment; derive names with guid() or uniqueString()`);
}

/** Parameters, variables and imports that nothing in their file reads. */
function unused(source) {
  const read = new Set();
  const names = [];
  for (const { node } of source.statements) {
    const inside = parts(node);
    if (node.type === 'import_functionality') names.push(...inside.slice(0, -1));
    if (['parameter_declaration', 'variable_declaration'].includes(node.type)) names.push(inside[0]);
    if (node.type !== 'import_functionality') for (const part of inside.slice(1)) for (const name of readIn(part)) read.add(name);
  }
  return names.filter(name => !read.has(name.text)).map(name => ({ rule: 'source', file: source.file, line: lineOf(name), message: `${name.text} is not used; remove it` }));
}

function* readIn(node) {
  if (node.type === 'identifier') yield node.text;
  const inside = parts(node);
  for (const child of node.type === 'object_property' && inside.length === 2 && inside[0].type === 'identifier' ? inside.slice(1) : inside) yield* readIn(child);
}
