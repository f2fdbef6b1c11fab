// A .bicepparam file: `using`, then `param name = value`. The grammar knows no such statement, so that each is read as a variable.
import { SourceError, lineOf, parseFile, parts } from './parse.mjs';
import { evaluate } from './evaluate.mjs';
import { literal } from './text.mjs';

/** The values by name, and where each was written. */
export function readParams(path, file) {
  const source = parseFile(path, file, text => text.replace(/^param(?=\s+\w+\s*=)/gm, 'var  '));
  const scope = { file, lookup: (name, node) => { throw new SourceError(file, lineOf(node), `${name} is not declared`); } };
  const values = {};
  const lines = {};
  let using = null;
  for (const { node } of source.statements) {
    const [name, value] = parts(node);
    if (node.type === 'using_statement') using = literal(name);
    else if (node.type !== 'variable_declaration') throw new SourceError(file, lineOf(node), 'only using and param may stand here');
    else if (name.text in values) throw new SourceError(file, lineOf(node), `${name.text} is set twice`);
    else {
      values[name.text] = evaluate(value, scope);
      lines[name.text] = lineOf(node);
    }
  }
  if (using !== '../main.bicep') throw new SourceError(file, 1, "must say using '../main.bicep'");
  return { file, source, values, lineOf: name => lines[name] ?? 1 };
}
