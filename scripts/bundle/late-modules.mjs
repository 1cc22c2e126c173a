// What the bundle takes of Node, and when.

/** Node's modules that few commands need, and that take some milliseconds to load: they are loaded when something of them is used. */
const late = ['node:child_process', 'node:crypto', 'node:readline', 'node:zlib'];

export const LATE = '\0late';

/** The module of that name in the bundle. */
export const lateSource = `
const of = (name) => globalThis.process.getBuiltinModule(name);
export const lateModule = (name) => new Proxy({}, { get: (_, key) => of(name)[key] });
export const lateFunction = (name, key) => new Proxy(() => {}, {
  apply: (_, self, given) => of(name)[key](...given),
  get: (_, property) => of(name)[key][property],
});`;

/**
 * Takes what a module imports of Node from Node's own modules. An import would first collect all that they export, and so load much
 * that nobody asked for: 15 ms at every start.
 *
 * @param isOurs whether it is a module of fck: what that imports of the late ones are functions
 */
export function withoutNodeImports(code, isOurs) {
  const imported = code.replaceAll(
    /^import\s+([^;'"]+?)\s+from\s+['"](node:[\w/]+)['"];?$/gm,
    (_, clause, name) => {
      const [, all, whole, named] = /^(?:\*\s+as\s+(\w+)|(\w+)?\s*,?\s*(\{[^}]*\})?)$/.exec(clause) ?? [];
      if (isOurs && late.includes(name) && named) return lateFunctions(name, named);
      const found = `globalThis.process.getBuiltinModule('${name}')`;
      return [all ?? whole, named?.replaceAll(/\s+as\s+/g, ': ')]
        .filter(Boolean)
        .map((pattern) => `const ${pattern} = ${found};`)
        .join(' ');
    },
  );
  const required = imported.replaceAll(
    /^const (\w+) = require\(['"](?:node:)?(\w+)['"]\);$/gm,
    (found, constant, name) =>
      late.includes(`node:${name}`)
        ? `const ${constant} = require('${LATE}').lateModule('node:${name}');`
        : found,
  );
  return required.includes('= lateFunction(')
    ? `import { lateFunction } from '${LATE}';\n${required}`
    : required;
}

function lateFunctions(module, named) {
  return named
    .replaceAll(/[{}\s]/g, '')
    .split(',')
    .filter(Boolean)
    .map((name) => `const ${name} = lateFunction('${module}', '${name}');`)
    .join(' ');
}
