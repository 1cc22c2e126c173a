import { type HostContext, sh } from '@fck/core';
import { accessFiles } from './access-files.js';

/** Environment of git commands on a host: never prompts, prints English, and uses the project's own SSH config. */
export type GitEnvironment = Readonly<Record<string, string>>;

/** The environment for a host; the SSH config is used once provisioning has written it. */
export async function gitEnvironment(context: HostContext): Promise<GitEnvironment> {
  const { home } = await context.remote.facts();
  const { config } = accessFiles(home, context.project.name);
  const ssh = (await context.remote.exists(config))
    ? sh`ssh -F ${config}`
    : sh`ssh -o BatchMode=yes -o ConnectTimeout=20`;
  return { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', GIT_SSH_COMMAND: ssh.text };
}
