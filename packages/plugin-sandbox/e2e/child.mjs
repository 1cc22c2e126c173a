// Runs one call of the sandbox in a process of its own, so that a test can kill it: action, options, argument.
import { sandbox } from '@fck/plugin-sandbox';

const [action, options, argument] = process.argv.slice(2);
const progress = (text) => process.stdout.write(`${text}\n`);
await sandbox(JSON.parse(options))[action](JSON.parse(argument), progress);
