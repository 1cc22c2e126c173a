import { errorKind } from '@fck/core';

/** What can go wrong in the sandbox. */
export const sandboxErrors = {
  boot: errorKind(
    'SANDBOX_BOOT',
    'A sandbox host was started and did not come up in time.',
    (host: string, why: string, log: string) => ({
      message: `${host} ${why}`,
      hint: `See ${log}, then run the same command again.`,
    }),
  ),
  command: errorKind(
    'SANDBOX_COMMAND',
    'A program that the sandbox needs failed on this machine. The end of its output is shown.',
    (command: string, what: string, hint: string | undefined, cause?: unknown) => ({
      message: `\`${command}\` ${what}`,
      hint:
        hint ??
        'Run the command by hand to see more. What was made stays, and the next run continues with it.',
      cause,
    }),
  ),
  distribution: errorKind(
    'SANDBOX_DISTRIBUTION',
    'Sandbox hosts are made of the packages of this machine’s system, which has to be Debian or Ubuntu.',
    (found: string | undefined) => ({
      message: `sandbox hosts need Debian or Ubuntu; this is ${found ?? 'an unknown system'}`,
      hint: 'Run it in a Debian virtual machine.',
    }),
  ),
  full: errorKind(
    'SANDBOX_FULL',
    'Every address of the sandbox’s network is taken by a host.',
    (subnet: string) => ({
      message: `all addresses of ${subnet} are taken by hosts`,
      hint: '`fck sandbox list --all` shows the hosts. One that is not needed is removed with: fck sandbox down -H NAME',
    }),
  ),
  image: errorKind(
    'SANDBOX_IMAGE',
    'The image that a sandbox host is made from was removed.',
    (host: string, image: string, cause: unknown) => ({
      message: `the image that ${host} is made from is gone: ${image}`,
      hint: 'Restore that folder. If it is lost, the host cannot be started, and must be made from scratch.',
      cause,
    }),
  ),
  locked: errorKind(
    'SANDBOX_LOCKED',
    'Another fck is at work on the sandboxes of this machine, and did not end.',
    () => ({
      message: 'another fck has been at work on the sandboxes of this machine for 15 minutes',
      hint: 'Look for it with `ss -xlp | grep fck-sandbox`, end it, and try again.',
    }),
  ),
  platform: errorKind('SANDBOX_PLATFORM', 'Sandbox hosts can only be made on Linux.', (platform: string) => ({
    message: `sandbox hosts need Debian or Ubuntu; this is ${platform}`,
    hint: 'Run it in a Debian virtual machine.',
  })),
  prepare: errorKind(
    'SANDBOX_PREPARE',
    'The script that `prepare:` of a `sandbox:` section names failed, or took too long. The end of its output is shown.',
    (script: string, how: string, output: string) => ({
      message: `${script} ${how}:\n  ${output || '(it printed nothing)'}`,
      hint: 'Correct the script and run the same command again: it starts from a fresh copy of the image.',
    }),
  ),
  root: errorKind(
    'SANDBOX_ROOT',
    'Sandbox hosts are made of namespaces, mounts and a bridge, which only root may make.',
    () => ({
      message: 'sandbox hosts are made of namespaces, mounts and a bridge, which only root may make',
      hint: 'Run the same command with sudo.',
    }),
  ),
  spec: errorKind(
    'SANDBOX_SPEC',
    'A sandbox host was asked for that cannot be made: a wrong name, size or package.',
    (message: string, hint: string, cause?: unknown) => ({ message, hint, cause }),
  ),
  foreign: errorKind(
    'SANDBOX_STATE',
    'The state of the sandbox’s hosts cannot be read, or is in a folder that fck did not make.',
    (folder: string, host: string) => ({
      message: `${folder} is where the host ${host} would be, and was not made by fck`,
      hint: 'Move it to another place.',
    }),
  ),
  state: errorKind(
    'SANDBOX_STATE',
    'The state of the sandbox’s hosts cannot be read, or is in a folder that fck did not make.',
    (file: string, cause: unknown) => ({
      message: `${file} is not JSON`,
      hint: 'It was changed by hand, or the disk lost it. Correct it; or move it away, and fck makes it again.',
      cause,
    }),
  ),
  stuck: errorKind(
    'SANDBOX_STUCK',
    'Processes of a sandbox host could not be ended.',
    (what: string, pids: readonly number[]) => ({
      message: `${what}: processes ${pids.join(', ')} did not die`,
      hint: 'They wait for the kernel, on a hung disk perhaps. Run the same command again when they are gone.',
    }),
  ),
  subnet: errorKind(
    'SANDBOX_SUBNET',
    'No private network is free on this machine for sandbox hosts.',
    () => ({
      message: 'no private /24 is free on this machine',
      hint: 'It looks in 10.213.0.0/16, 192.168.200.0/21 and 172.30.0.0/16: `ip route` shows what has them.',
    }),
  ),
  tools: errorKind(
    'SANDBOX_TOOLS',
    'Programs that the sandbox needs are not installed on this machine.',
    (packages: readonly string[], install: string) => ({
      message: `this machine does not have ${packages.join(', ')}`,
      hint: `Install them (\`fck sandbox up --install-missing\` does): ${install}`,
    }),
  ),
  keyring: errorKind(
    'SANDBOX_TOOLS',
    'Programs that the sandbox needs are not installed on this machine.',
    (keyring: string) => ({
      message: `this machine does not have the keys of Ubuntu's packages: ${keyring}`,
      hint: 'Copy that file from an Ubuntu machine, where it is part of the package ubuntu-keyring.',
    }),
  ),
};
