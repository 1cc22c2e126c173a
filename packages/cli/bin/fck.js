#!/usr/bin/env node
// Plain JavaScript that every Node can parse: it must be able to say that this Node is too old.
const here = (path) => new URL(`../${path}`, import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [word, ...more] = process.argv.slice(2);

if (major < 20 || (major === 20 && minor < 19) || !process.getBuiltinModule) {
  process.stderr.write(`fck needs Node.js 20.19, 22.3 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  await start();
}

async function start() {
  // Importing these statically would load everything that they export.
  const fs = process.getBuiltinModule('node:fs');
  if (more.length === 0 && (word === '--version' || word === '-V')) {
    // For scripts: answered before anything is loaded.
    const { version } = JSON.parse(fs.readFileSync(here('package.json'), 'utf8'));
    process.stdout.on('error', (error) => {
      if (error.code === 'EPIPE') return;
      process.stderr.write(`✖ The output could not be written: ${error.message}\n`);
      process.exitCode = 1;
    });
    process.stdout.write(`${version}\n`);
  } else if (!fs.existsSync(here('dist/main.js'))) {
    process.stderr.write('fck is not built yet: run "npm run build" in its repository.\n');
    process.exitCode = 1;
  } else {
    const cache = ownCache();
    if (cache) process.getBuiltinModule('node:module').enableCompileCache?.(cache);
    const { main } = await import(here(bundleIsFresh(fs) ? 'bundle/main.js' : 'dist/main.js').href);
    process.exitCode = await main(process.argv.slice(2));
    // After an interrupt, work that did not end in time must not keep the process alive.
    if (process.exitCode > 128) process.exit();
  }
}

/** A folder of the user: Node runs compiled code without a check, and its default is below /tmp, where every user can write. */
function ownCache() {
  const { env, getBuiltinModule } = process;
  const { join } = getBuiltinModule('node:path');
  try {
    const home = env.XDG_CACHE_HOME || join(getBuiltinModule('node:os').homedir(), '.cache');
    return join(home, 'fck', 'node');
  } catch {
    // The user has no home.
    return undefined;
  }
}

/** Installed packages contain a bundle; in the repository, newer compiled files make it stale. */
function bundleIsFresh({ existsSync, readdirSync, statSync }) {
  const bundle = here('bundle/main.js');
  if (!existsSync(bundle)) return false;
  if (!existsSync(here('src'))) return true;
  const made = statSync(bundle).mtimeMs;
  const compiled = readdirSync(here('..')).map((name) => here(`../${name}/tsconfig.tsbuildinfo`));
  const installed = here('../../node_modules/.package-lock.json');
  return [...compiled, installed].every((file) => !existsSync(file) || statSync(file).mtimeMs < made);
}
