// One file with its parameters: what it deploys, through all modules.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { SourceError, lineOf, parts } from './parse.mjs';
import { evaluate } from './evaluate.mjs';
import { literal } from './text.mjs';
import { problems } from './types.mjs';
import { Module, Resource } from './values.mjs';

const named = { parameter_declaration: 'param', variable_declaration: 'var', resource_declaration: 'resource', module_declaration: 'module', output_declaration: 'output', type_declaration: 'type' };

export class Template {
  #values = new Map();
  #under = new Set();

  /** @param files cache of parsed files, `get(path)`; @param sink collects `resources` and `modules`; @param trace module declarations that led here. */
  constructor(files, path, sink, trace = []) {
    Object.assign(this, { files, path, sink, trace });
    this.source = files.get(path);
    this.file = this.source.file;
    this.declared = new Map();
    this.outputs = [];
    for (const statement of this.source.statements) {
      const kind = named[statement.node.type];
      if (!kind) continue;
      const entry = { kind, ...statement, name: parts(statement.node)[0].text };
      if (kind === 'output') this.outputs.push(entry);
      else if (this.declared.has(entry.name)) throw new SourceError(this.file, lineOf(entry.node), `${entry.name} is declared twice`);
      else this.declared.set(entry.name, entry);
    }
  }

  /** Takes the parameters, evaluates everything, and returns the outputs. `at` is who gives them: where a missing one is told. */
  run(given, at) {
    for (const name of Object.keys(given)) {
      if (this.declared.get(name)?.kind !== 'param') throw new SourceError(at.file, at.lineOf(name), `${this.file} has no parameter ${name}`);
    }
    for (const { kind, name, node, decorators } of this.declared.values()) {
      if (kind !== 'param') continue;
      const [, type, fallback] = parts(node);
      if (!(name in given) && !fallback) throw new SourceError(at.file, at.lineOf(), `parameter ${name} of ${this.file} is not given`);
      const value = name in given ? given[name] : evaluate(fallback, this);
      const wrong = problems(value, type, decorators, this.source, this.files, name)[0];
      if (wrong) throw name in given ? new SourceError(at.file, at.lineOf(name), wrong) : new SourceError(this.file, lineOf(node), wrong);
      this.#values.set(name, value);
    }
    for (const { kind, name, node } of this.declared.values()) if (kind !== 'type') this.lookup(name, node);
    return Object.fromEntries(this.outputs.map(({ name, node }) => [name, evaluate(parts(node).at(-1), this)]));
  }

  lookup(name, node) {
    if (this.#values.has(name)) return this.#values.get(name);
    const entry = this.declared.get(name);
    if (!entry || entry.kind === 'type') throw new SourceError(this.file, lineOf(node), `${name} is not declared`);
    if (this.#under.has(name)) throw new SourceError(this.file, lineOf(node), `${name} needs itself`);
    this.#under.add(name);
    const value = entry.kind === 'var' ? evaluate(parts(entry.node)[1], this) : this.#each(entry);
    this.#under.delete(name);
    this.#values.set(name, value);
    return value;
  }

  /** Text of a file that is named relative to this one. */
  load(path, node) {
    const full = resolve(dirname(this.path), path);
    if (!existsSync(full)) throw new SourceError(this.file, lineOf(node), `${path} is not there`);
    return readFileSync(full, 'utf8');
  }

  /** A resource or module, alone, under a condition, or in a loop. */
  #each({ kind, node }) {
    const [, target, body] = parts(node);
    const make = (expression, locals) => {
      const chosen = expression.type === 'if_statement' ? this.#chosen(expression, locals) : expression;
      return chosen && (kind === 'resource' ? this.#resource(node, literal(target), evaluate(chosen, this, locals)) : this.#module(node, literal(target), chosen, locals));
    };
    if (body.type !== 'for_statement') return make(body, {});
    const [variables, list, inner] = parts(body);
    const [item, index] = variables.type === 'for_loop_parameters' ? parts(variables).map(child => child.text) : [variables.text];
    return evaluate(list, this).map((value, at) => make(inner, index ? { [item]: value, [index]: at } : { [item]: value }));
  }

  #chosen(expression, locals) {
    const [condition, body] = parts(expression);
    const value = evaluate(condition, this, locals);
    if (typeof value !== 'boolean') throw new SourceError(this.file, lineOf(expression), 'a condition must be known before the deployment');
    return value ? body : null;
  }

  #resource(node, kind, body) {
    const [type, version] = kind.split('@');
    const existing = node.children.some(child => child.type === 'existing');
    const found = new Resource(type, version, body, { file: this.file, line: lineOf(node), trace: this.trace, existing });
    this.sink.resources.push(found);
    return found;
  }

  #module(node, path, body, locals) {
    const call = Object.fromEntries(parts(body).map(property => [parts(property)[0].text, parts(property)[1]]));
    const params = call.params ? evaluate(call.params, this, locals) : {};
    this.sink.modules.push({ name: call.name && evaluate(call.name, this, locals), file: this.file, line: lineOf(node) });
    if (call.scope) throw new SourceError(this.file, lineOf(call.scope), 'a module with another scope: everything is in one resource group');
    const full = resolve(dirname(this.path), path);
    if (!existsSync(full)) throw new SourceError(this.file, lineOf(node), `module ${path} is not there`);
    const at = { file: this.file, lineOf: name => lineOf((name && call.params && parts(call.params).find(property => parts(property)[0].text === name)) || node) };
    const child = new Template(this.files, full, this.sink, [...this.trace, { file: this.file, line: lineOf(node) }]);
    return new Module(child.run(params, at));
  }
}

/** Cache of parsed files; `used` are those that were asked for. */
export class Files {
  #parsed = new Map();

  constructor(root, parse) {
    Object.assign(this, { root, parse });
  }

  get(path) {
    if (!this.#parsed.has(path)) this.#parsed.set(path, this.parse(path, relative(this.root, path).replaceAll('\\', '/')));
    return this.#parsed.get(path);
  }

  get used() {
    return [...this.#parsed.keys()];
  }
}
