#!/usr/bin/env node
// Measures the cost of the live display: one run on many hosts, alternately in a pipe and in a terminal. The hosts are only names, and
// each step waits a little, as for a real host, so that only fck itself is measured. Needs `script` (util-linux), no root, no network.
//
//     npm run build && node bench/display.mjs [--hosts 200] [--rounds 5]
//
// It fails if the display costs more than the limit.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './measuring/statistics.mjs';
import { cache, fckProgram } from './paths.mjs';
import { projectFolder } from './project-folder.mjs';

/** Limit of how much longer a run takes in a terminal than in a pipe. */
const AT_MOST = 1.05;
const TERMINAL = { rows: 30, columns: 100 };

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '20' },
    step: { type: 'string', default: '50' },
  },
});

const config = `
import { setTimeout as delay } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';

const hosts = Array.from({ length: ${Number(values.hosts)} }, (_, index) => 'web-' + (index + 1));

const busy = {
  name: 'busy',
  apply(fck) {
    fck.tasks.register('busy', {
      summary: 'takes its time on every host',
      run: (run) =>
        run.eachHost(async (context) => {
          for (let step = 1; step <= ${Number(values.steps)}; step += 1)
            await context.step('step ' + step, () => delay(${Number(values.step)}));
        }),
    });
    process.on('exit', () => {
      const { user, system } = process.cpuUsage();
      writeFileSync(process.env.FIGURES, JSON.stringify({ seconds: process.uptime(), cpu: (user + system) / 1e6 }));
    });
  },
};

export default {
  name: 'display',
  parallel: 50,
  plugins: [busy],
  roles: { web: { hosts: hosts.map((name) => ({ name, address: name, transport: 'local' })) } },
};
`;

const folder = projectFolder('display', { 'fck.config.mjs': config });
const figures = join(cache, 'display.json');
mkdirSync(cache, { recursive: true });

/** Runs the command without its output, and returns its cost. */
function run(program, args) {
  const { CI: _ci, NO_COLOR: _noColor, ...env } = process.env;
  rmSync(figures, { force: true });
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...env, FIGURES: figures, TERM: 'xterm-256color' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let bytes = 0;
    let end = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        bytes += chunk.length;
        end = `${end}${chunk}`.slice(-2000);
      });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve({ ...JSON.parse(readFileSync(figures, 'utf8')), bytes })
        : reject(new Error(`${program} ended with ${code}:\n${end}`)),
    );
  });
}

const command = `${process.execPath} ${fckProgram} run busy`;
const contestants = {
  pipe: () => run('sh', ['-c', command]),
  terminal: () =>
    run('script', [
      '--quiet',
      '--return',
      '--command',
      `stty rows ${TERMINAL.rows} cols ${TERMINAL.columns}; ${command}`,
      '/dev/null',
    ]),
};

const samples = { pipe: [], terminal: [] };
for (let round = 0; round <= Number(values.rounds); round += 1) {
  for (const [name, measure] of Object.entries(contestants)) {
    const sample = await measure();
    // The first round warms up.
    if (round > 0) samples[name].push(sample);
  }
}

const of = (name, figure) => median(samples[name].map((sample) => sample[figure]));
for (const name of Object.keys(contestants))
  process.stdout.write(
    `${name.padEnd(9)} ${of(name, 'seconds').toFixed(2)} s  CPU ${of(name, 'cpu').toFixed(2)} s  ${Math.round(of(name, 'bytes') / 1000)} kB printed\n`,
  );
const ratio = of('terminal', 'seconds') / of('pipe', 'seconds');
process.stdout.write(
  `${values.hosts} hosts: a terminal takes ${ratio.toFixed(3)} x as long as a pipe (at most ${AT_MOST})\n`,
);
if (ratio > AT_MOST) process.exitCode = 1;
