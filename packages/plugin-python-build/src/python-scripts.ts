import { readFileSync } from 'node:fs';

/** The Python programs that run on hosts, as text: they are given to an interpreter, never installed. */
export const pythonScripts = {
  describeInterpreter: script('describe_interpreter'),
  findTests: script('find_tests'),
  forgetOrigin: script('forget_origin'),
  makeDistributions: script('make_distributions'),
};

function script(name: string): () => string {
  return () => readFileSync(new URL(`../python/${name}.py`, import.meta.url), 'utf8');
}
