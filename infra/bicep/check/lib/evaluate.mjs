// Bicep's expressions over one file's declarations. Declarations are evaluated when something asks for them, as Bicep orders them itself.
import { SourceError, lineOf, parts } from './parse.mjs';
import { functions } from './functions.mjs';
import { pieces } from './text.mjs';
import { Module, Resource, isUnknown, place, unknown } from './values.mjs';

const binary = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / b), '%': (a, b) => a % b,
  '==': (a, b) => a === b, '!=': (a, b) => a !== b, '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
};

/** `scope` answers `lookup(name, node)`, `load(path, node)` (text of a file beside) and has `file`; `locals` are loop variables and a lambda's. */
export function evaluate(node, scope, locals = {}) {
  const again = (other, more) => evaluate(other, scope, more ? { ...locals, ...more } : locals);
  const fail = message => { throw new SourceError(scope.file, lineOf(node), message); };
  const children = parts(node);
  switch (node.type) {
    case 'string': return pieces(node).map(piece => typeof piece === 'string' ? piece : inText(again(parts(piece)[0]))).join('');
    case 'number': return Number(node.text);
    case 'boolean': return node.text === 'true';
    case 'null': return null;
    case 'identifier': return Object.hasOwn(locals, node.text) ? locals[node.text] : scope.lookup(node.text, node);
    case 'parenthesized_expression': return again(children[0]);
    case 'array': return children.map(child => again(child));
    case 'object': return object(children);
    case 'for_statement': return loop();
    case 'ternary_expression': return decided(children[0]) ? again(children[1]) : again(children[2]);
    case 'unary_expression': return node.text[0] === '!' ? !decided(children[0]) : -again(children[0]);
    case 'binary_expression': return operate();
    case 'member_expression': return member(again(children[0]), children[1].text);
    case 'subscript_expression': return member(again(children[0]), again(children[1]));
    case 'lambda_expression': return item => again(children[1], { [children[0].text]: item });
    case 'call_expression': return call();
    default: return fail(`${node.type} is not known to the checker`);
  }

  function object(properties) {
    const result = {};
    for (const property of properties) {
      if (property.type !== 'object_property' || parts(property).length !== 2) fail('a nested resource: declare it on its own, with parent');
      const [key, value] = parts(property);
      const name = key.type === 'string' ? again(key) : key.text;
      if (Object.hasOwn(result, name)) fail(`property ${name} is there twice`);
      result[name] = again(value);
      place(result, name, scope.file, lineOf(property));
    }
    return result;
  }

  function loop() {
    const [variables, list, body] = children;
    const items = again(list);
    if (!Array.isArray(items)) fail('a loop over what is not an array');
    const [item, index] = variables.type === 'for_loop_parameters' ? parts(variables).map(child => child.text) : [variables.text];
    return items.map((value, at) => again(body, index ? { [item]: value, [index]: at } : { [item]: value })).filter(value => value !== undefined);
  }

  function decided(condition) {
    const value = again(condition);
    return typeof value === 'boolean' ? value : fail(`a condition must be known before the deployment, this is ${JSON.stringify(value)}`);
  }

  function operate() {
    const sign = node.children.find(child => !child.named).type;
    if (sign === '&&') return decided(children[0]) && decided(children[1]);
    if (sign === '||') return decided(children[0]) || decided(children[1]);
    if (sign === '??') return again(children[0]) ?? again(children[1]);
    const [left, right] = children.map(child => again(child));
    if (isUnknown(left) || isUnknown(right)) fail('a comparison must be known before the deployment');
    return (binary[sign] ?? fail(`operator ${sign} is not known to the checker`))(left, right);
  }

  function member(value, key) {
    if (value instanceof Resource) return ['id', 'name', 'type'].includes(key) ? value[key] : unknown(`${value.id}.${key}`);
    if (isUnknown(value)) return unknown(`${value.slice(1, -1)}.${key}`);
    if (value instanceof Module && key === 'outputs') return value.outputs;
    if (value === null || typeof value !== 'object' || !(key in value)) fail(`there is no ${key}`);
    return value[key];
  }

  function call() {
    const [name, list] = [children[0].text, parts(children[1])];
    if (name === 'loadJsonContent') return JSON.parse(scope.load(again(list[0]), node));
    if (name === 'loadTextContent') return scope.load(again(list[0]), node);
    if (!Object.hasOwn(functions, name)) fail(`function ${name} is not known to the checker, and what it yields cannot be checked`);
    try {
      const value = functions[name](...list.map(argument => again(argument)));
      if (name === 'toObject') for (const key of Object.keys(value)) place(value, key, scope.file, lineOf(node));
      return value;
    } catch (cause) {
      if (cause instanceof SourceError) throw cause;
      return fail(cause.message);
    }
  }
}

const inText = value => value instanceof Resource ? value.id : String(value);
