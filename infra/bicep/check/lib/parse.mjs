// Bicep text to a syntax tree, by the grammar tree-sitter-bicep as WebAssembly: no native code, no install script.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

const require = createRequire(import.meta.url);
let parser;

/** Once, before the first file is read. */
export async function start() {
  await Parser.init();
  parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')));
}

/** A mistake in a source, with its place. */
export class SourceError extends Error {
  constructor(file, line, message) {
    super(message);
    this.file = file;
    this.line = line;
  }
}

/** A parsed file: `statements` are its top-level nodes with the decorators before each. Throws SourceError where it cannot be parsed. */
export function parseFile(path, file, rewrite = text => text) {
  const { root, wrong } = parsed(rewrite(readFileSync(path, 'utf8')));
  if (wrong) throw new SourceError(file, wrong, 'cannot be parsed here; write it without spread, resourceInput<> and imports below the head');
  return { path, file, root, statements: statementsOf(root) };
}

// Who checks many changed copies of one tree reads the same text again and again.
const texts = new Map();

/** The tree of a text, or the line where it is no Bicep. */
function parsed(text) {
  if (texts.has(text)) return texts.get(text);
  const tree = parser.parse(text);
  const found = tree.rootNode.hasError ? { wrong: firstError(tree.rootNode).startPosition.row + 1 } : { root: new Node(tree.rootNode, text) };
  tree.delete();
  texts.set(text, found);
  return found;
}

/** A node of the tree, copied out of the grammar's memory, where each look at it is dear. Comments are left out. */
class Node {
  constructor(node, source) {
    Object.assign(this, { type: node.type, named: node.isNamed, start: node.startIndex, end: node.endIndex, line: node.startPosition.row + 1, source });
    this.children = node.children.filter(child => child && !child.type.endsWith('comment')).map(child => new Node(child, source));
    this.parts = this.children.filter(child => child.named);
  }

  get text() {
    return this.source.slice(this.start, this.end);
  }
}

export const lineOf = node => node.line;

/** Named children. */
export const parts = node => node.parts;

/** Every named node of a tree, parents first. */
export function* walk(node) {
  yield node;
  for (const child of node.parts) yield* walk(child);
}

/** Arguments of each decorator by its name: `@minLength(3)` is `{ minLength: [node of 3] }`. */
export function decorators(node) {
  const found = {};
  for (const decorator of node ? parts(node) : []) {
    const call = parts(decorator)[0];
    found[parts(call)[0].text] = parts(parts(call)[1]);
  }
  return found;
}

function statementsOf(root) {
  const found = [];
  let pending = null;
  for (const node of parts(root)) {
    if (node.type === 'decorators') pending = node;
    else {
      found.push({ node, decorators: decorators(pending) });
      pending = null;
    }
  }
  return found;
}

function firstError(root) {
  for (const node of everyNode(root)) if (node.isError || node.isMissing) return node;
  return root;
}

function* everyNode(node) {
  yield node;
  for (const child of node.children) if (child) yield* everyNode(child);
}
