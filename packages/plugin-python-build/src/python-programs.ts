import { readFileSync } from 'node:fs';
import { allOf, type Command, sh } from '@fck/core';

const names = [
  'adopt_environment',
  'application_files',
  'as_pip_leaves',
  'backend_environments',
  'bring_python',
  'clone_environment',
  'collect_wheels',
  'compile_bytecode',
  'describe_interpreter',
  'find_tests',
  'fingerprint_environment',
  'forget_origin',
  'install_with_uv',
  'installed',
  'installed_archives',
  'kept_outputs',
  'known_packaging',
  'lay_environment',
  'lock_tools',
  'locked_requirements',
  'look_at_environment',
  'make_wheel',
  'metadata',
  'missing_data',
  'note_packages',
  'plain_requirements',
  'prepare_tests',
  'pylock_requirements',
  'replace_projects',
  'source_tree',
  'uv_settings',
  'warm_python',
] as const;

/** A Python program that runs on hosts. */
export type PythonProgram = (typeof names)[number];

/** The texts of all Python programs. They import only each other, the standard library and the build tools. */
export const pythonPrograms = Object.fromEntries(names.map((name) => [name, textOf(name)])) as Readonly<
  Record<PythonProgram, () => string>
>;

/** Puts all programs into a folder, in one command. */
export function writePrograms(folder: string): Command {
  return allOf(
    sh`mkdir -p -- ${folder}`,
    ...names.map((name) => sh`printf %s ${pythonPrograms[name]()} > ${`${folder}/${name}.py`}`),
  );
}

function textOf(name: string): () => string {
  return () => readFileSync(new URL(`../python/${name}.py`, import.meta.url), 'utf8');
}
