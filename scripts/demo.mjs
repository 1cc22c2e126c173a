// The demo: makes a builder and two web hosts on this machine, deploys a small Flask application to them, changes it,
// and deploys it again. `npm run demo:down` removes everything. Run it as often as you like; the next run continues an
// interrupted one.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, prepareWithBundle, root, run } from './prepare.mjs';

const workshop = join(root, '.demo');
const project = join(workshop, 'flask-notes');
const deploy = join(project, 'deploy');
const fck = join(root, 'packages/cli/bin/fck.js');

const say = (text) => process.stderr.write(`\n\u001b[1m${text}\u001b[0m\n`);
const runFck = (...args) => run(process.execPath, [fck, ...args], { cwd: deploy });
const git = (folder, ...args) =>
  run('git', [
    ...['-c', 'user.name=Demo', '-c', 'user.email=demo@example.com', '-c', 'init.defaultBranch=main'],
    ...['-C', folder, ...args],
  ]);

/** The example as a separate git repository. It appears complete or not at all. */
function makeRepository() {
  if (existsSync(join(project, '.git', 'refs', 'heads', 'main'))) return;
  rmSync(workshop, { recursive: true, force: true });
  const part = join(root, '.demo-part');
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part);
  cpSync(join(root, 'examples/flask-notes'), join(part, 'flask-notes'), { recursive: true });
  const copy = join(part, 'flask-notes');
  git(copy, 'init', '-q');
  git(copy, 'add', '-A');
  git(copy, 'commit', '-q', '-m', 'The notes application');
  renameSync(part, workshop);
}

/** Changes the headline of the page and commits it. */
function changeHeadline(headline) {
  const file = join(project, 'src/flask_notes/__init__.py');
  const before = readFileSync(file, 'utf8');
  const after = before.replace(/^HEADLINE = .*$/m, `HEADLINE = ${JSON.stringify(headline)}`);
  if (after !== before) writeFileSync(file, after);
  if (spawnSync('git', ['-C', project, 'diff', '--quiet', 'HEAD']).status !== 0)
    git(project, 'commit', '-q', '-a', '-m', `Headline: ${headline}`);
}

function urls() {
  const { stdout } = spawnSync(process.execPath, [fck, 'status', '--json'], {
    cwd: deploy,
    encoding: 'utf8',
  });
  return JSON.parse(stdout).flatMap(({ url }) => (url ? [url] : []));
}

function up() {
  prepareWithBundle();
  makeRepository();
  say('1/4  Three hosts: one builds, two serve');
  runFck('sandbox', 'up', '--install-missing');
  say('2/4  The first deploy: provision, build, activate');
  changeHeadline('Notes, deployed by fck');
  runFck('up');
  say('3/4  A change is committed and deployed; no request is dropped');
  changeHeadline('Notes, deployed again');
  runFck('run', 'build', 'activate');
  say('4/4  What serves now');
  runFck('status');
  const [first] = urls();
  process.stderr.write(`
Both hosts serve the second build:
${urls()
  .map((url) => `  ${url}`)
  .join('\n')}

What to try next, in ${deploy}:
  curl ${first}                        the page
  npx fck run deactivate               takes the site down; \`npx fck run activate\` brings it back
  npx fck plan                         what a deploy would change
  npx fck exec -r web -- uptime        a command on both web hosts
  npx fck ssh web-1                    a shell on one of them
  npm run demo:down                    removes the hosts (in the repository's folder)
`);
}

function down() {
  prepare();
  if (existsSync(deploy)) runFck('sandbox', 'down');
  rmSync(workshop, { recursive: true, force: true });
}

if (process.argv[2] === 'down') down();
else up();
