// Draws docs/demo.svg: records a real `fck` run in a pseudo-terminal and draws it as an animated SVG.
//
//   npm run demo                                          the hosts that it runs on
//   node scripts/record-run.mjs [folder] [arguments]      default: the demo's folder, `run build activate`
//
// It needs the program `script` (package bsdutils or util-linux), which gives a program a terminal.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';
import { Screen } from './recording/screen.mjs';
import { drawSvg } from './recording/svg.mjs';

const COLUMNS = 92;
/** More rows than the run prints: lines that scroll out of a terminal cannot be redrawn. */
const TERMINAL_ROWS = 200;
/** Rows of the picture's window: the last ones are shown, as in a terminal. */
const WINDOW_ROWS = 28;
const MOST_FRAMES = 24;
const FILE = join(root, 'docs/demo.svg');

const [folder = join(root, '.demo/flask-notes/deploy'), ...given] = process.argv.slice(2);
const words = given.length > 0 ? given : ['run', 'build', 'activate'];

prepare();
const screens = await record(folder, words);
const svg = drawSvg(thinOut(screens, MOST_FRAMES), {
  columns: COLUMNS,
  rows: WINDOW_ROWS,
  title: `fck ${words.join(' ')}`,
});
writeFileSync(FILE, svg);
process.stderr.write(`${FILE}: ${screens.length} screens recorded, ${(svg.length / 1024).toFixed(1)} KB\n`);

/** Runs fck in a terminal; returns the distinct screens, and the millisecond at which each appeared. */
async function record(cwd, args) {
  const env = { ...process.env, TERM: 'xterm-256color' };
  for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR']) delete env[name];
  const fck = [process.execPath, join(root, 'packages/cli/bin/fck.js'), ...args].map(quote).join(' ');
  const command = `stty cols ${COLUMNS} rows ${TERMINAL_ROWS}; exec ${fck}`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const screen = new Screen(`$ fck ${args.join(' ')}`);
  const screens = [{ at: 0, lines: screen.lines }];
  const started = Date.now();
  child.stdout.setEncoding('utf8').on('data', (text) => {
    screen.write(text);
    // Only changes beside the spinners make a new picture.
    if (textOf(screen.lines) !== textOf(screens.at(-1).lines))
      screens.push({ at: Date.now() - started, lines: screen.lines });
  });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`fck ${args.join(' ')} ended with ${code}:\n${textOf(screen.lines)}`);
  screens.push({ at: Date.now() - started, lines: screen.lines });
  return screens;
}

/** Removes the screens that were shown shortest until few enough are left; keeps the first and the last. */
function thinOut(screens, most) {
  const kept = [...screens];
  while (kept.length > most) {
    const shown = kept.slice(1, -1).map((screen, index) => kept[index + 2].at - screen.at);
    kept.splice(1 + shown.indexOf(Math.min(...shown)), 1);
  }
  return kept;
}

function textOf(lines) {
  return lines
    .map((line) =>
      line
        .map(({ text }) => text)
        .join('')
        .replace(/[\u2800-\u28ff]/g, ''),
    )
    .join('\n');
}

function quote(word) {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
