// Finds imports that run up through the layers of a package, and circles.
import { layers } from './layers.mjs';

/** In these folders, contracts name each other. */
const mayBeCircles = ['api'];

/**
 * @param {string} name of the package, without scope
 * @param {Map<string, {to: string, isDynamic: boolean}[]>} imports of its modules
 * @returns {string[]} one sentence for each problem
 */
export function layerProblems(name, imports) {
  return [...upwardImports(name, imports), ...circles(imports)];
}

function upwardImports(name, imports) {
  const table = layers[name];
  if (!table) return [];
  return [...imports].flatMap(([file, found]) =>
    found.flatMap(({ to }) =>
      layerOf(table, to) < layerOf(table, file)
        ? [`${file} imports ${to}, which is in a higher layer: see scripts/layers.mjs.`]
        : [],
    ),
  );
}

function layerOf(table, file) {
  const [folder] = file.split('/');
  const named = table.findIndex(({ names }) => names.includes(folder));
  if (named !== -1) return named;
  const others = table.findIndex(({ names }) => names.includes('*'));
  if (file.includes('/') || others === -1) throw new Error(`scripts/layers.mjs has no layer for ${file}`);
  return others;
}

/** A dynamic import (`import()`) closes no circle. */
function circles(imports) {
  const next = (file) => (imports.get(file) ?? []).filter(({ isDynamic }) => !isDynamic).map(({ to }) => to);
  const checked = new Set();
  const found = [];
  const walk = (file, path) => {
    if (path.includes(file)) {
      const circle = path.slice(path.indexOf(file));
      if (!circle.every((each) => mayBeCircles.includes(each.split('/')[0]))) found.push(circle);
      return;
    }
    if (checked.has(file)) return;
    for (const to of next(file)) walk(to, [...path, file]);
    checked.add(file);
  };
  for (const file of imports.keys()) walk(file, []);
  return found.map((circle) => `${[...circle, circle[0]].join(' imports ')}: a circle.`);
}
