import { type Paths, type ProvisionContext, sh } from '@fck/core';

/** Where a host keeps the greeting. */
export function greetingFile(paths: Paths): string {
  return `${paths.project}/greeting/text`;
}

/** Declares that the host has the greeting. fck checks that, and applies the step only where the check fails. */
export function declareGreeting({ declare, paths }: ProvisionContext, text: string): void {
  const file = greetingFile(paths);
  const content = `${text}\n`;
  declare({
    name: 'the greeting is there',
    check: async (remote) => (await remote.read(file)) === content,
    apply: async (remote) => {
      await remote.run(sh`mkdir -p ${paths.project}/greeting`);
      await remote.write(file, content);
    },
  });
}
