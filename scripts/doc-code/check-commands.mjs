// Checks the lines of the pages that call fck: the verb, its options, the tasks and their arguments have to exist.
import { officialFck } from '../docs/official-fck.mjs';
import { placeOf } from './page-folder.mjs';

const SHELL = new Set(['', 'sh', 'console', 'shell', 'bash']);

/** @param {[string, object][]} ownTasks tasks of the plugins that the page shows */
export async function checkCommands(blocks, ownTasks) {
  const problems = [];
  for (const block of blocks.filter(({ language }) => SHELL.has(language))) {
    for (const [index, line] of block.text.split('\n').entries()) {
      for (const words of callsIn(line)) {
        const problem = await problemOf(words, ownTasks);
        if (problem !== undefined)
          problems.push(`${placeOf({ ...block, line: block.line + index })}: ${problem}`);
      }
    }
  }
  return problems;
}

/** The words after each `fck` of a line of shell. */
function callsIn(line) {
  const code = line
    .trim()
    .replace(/^\$ /, '')
    .replace(/(^|\s)#.*$/, '');
  return code
    .split(/&&|\|\||[;|]/)
    .map((part) => /^\s*(?:[A-Z_]+=\S+ )*(?:npx (?:--no-install )?)?fck(?: (.*))?$/.exec(part))
    .filter((found) => found !== null)
    .map(([, rest = '']) =>
      [...rest.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c),
    )
    .filter((words) => words.every((word) => /^[\x20-\x7e…]*$/.test(word)));
}

async function problemOf(words, ownTasks) {
  const { parseArguments } = await import('../../packages/cli/dist/parse-arguments.js');
  const { pluginWords } = await import('../../packages/cli/dist/plugin-words.js');
  const { readTaskArguments } = await import('../../packages/cli/dist/verbs/task-arguments.js');
  const fck = await officialFck();
  const silent = { write() {} };
  const io = { stdout: silent, stderr: silent, env: {}, cwd: '/' };
  const request = parseArguments(words, { io, version: '0.0.0', words: pluginWords(fck) });
  if (request.kind === 'unknown') return `there is no command "fck ${request.word}"`;
  if (request.kind === 'invalid') return `fck ${words.join(' ')}: ${request.message}`;
  if (request.kind !== 'verb' || request.entry.tasks !== 'named') return undefined;
  const tasks = new Map([...fck.tasks.entries().map(({ name, value }) => [name, value]), ...ownTasks]);
  const known = {
    has: (name) => tasks.has(name),
    get: (name) => tasks.get(name) ?? unknown(name),
    ownerOf: () => 'core',
  };
  try {
    const pipelineSource = { ...fck.pipelineSource, tasks: known };
    const source = { tasks: known, env: {}, pipelineSource, loadTasks: async () => {} };
    await readTaskArguments(request.given.operands, source, { yes: true });
    return undefined;
  } catch (thrown) {
    return thrown.message;
  }
}

function unknown(name) {
  throw new Error(`neither the official plugins nor those of this page have the task "${name}"`);
}
