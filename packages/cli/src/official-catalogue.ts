import type { KnownPlugin } from '@fck/core/host';

/**
 * What the official plugins register, so that the error for an unknown name can name the plugin that would register it. A test
 * compares it with their registrations.
 */
export const officialCatalogue: readonly KnownPlugin[] = [
  { name: 'ssh', package: '@fck/plugin-ssh', brings: {} },
  {
    name: 'git',
    package: '@fck/plugin-git',
    brings: { project: ['keys', 'repos'], 'role.provision': ['git'], 'source of code': ['git'] },
  },
  {
    name: 'python-build',
    package: '@fck/plugin-python-build',
    brings: {
      'role.build': ['plan', 'post_build'],
      builder: ['plan'],
      task: ['download-packages'],
      command: ['packages'],
    },
  },
  {
    name: 'command',
    package: '@fck/plugin-command',
    brings: {
      'role.build': ['command', 'artifact'],
      'role.activate': ['command'],
      builder: ['command'],
      service: ['command'],
    },
  },
  {
    name: 'distribute',
    package: '@fck/plugin-distribute',
    brings: {
      'role.provision': ['create_key_pair', 'allow_access', 'request_access'],
      'role.build': ['copy_from'],
      builder: ['copy_from'],
      distributor: ['ssh'],
    },
  },
  {
    name: 'supervisor',
    package: '@fck/plugin-supervisor',
    brings: { tool: ['supervisord'], 'process manager': ['supervisor'], template: ['supervisor.program'] },
  },
  {
    name: 'systemd',
    package: '@fck/plugin-systemd',
    brings: { 'process manager': ['systemd'], template: ['systemd.unit'] },
  },
  {
    name: 'schedule',
    package: '@fck/plugin-schedule',
    brings: {
      'role.activate': ['schedule'],
      'part of an activation': ['schedule'],
      command: ['jobs'],
    },
  },
  {
    name: 'nginx-gunicorn',
    package: '@fck/plugin-nginx-gunicorn',
    brings: {
      'role.activate': ['gunicorn', 'nginx'],
      service: ['gunicorn'],
      'reverse proxy': ['nginx'],
      template: ['nginx.site'],
    },
  },
  {
    name: 'aws',
    package: '@fck/plugin-aws',
    brings: {
      project: ['aws_key', 'aws_secret', 'aws'],
      role: ['aws'],
      command: ['ec2'],
    },
  },
  {
    name: 'aws-fleet',
    package: '@fck/plugin-aws-fleet',
    brings: { project: ['s3'], command: ['ec2-fleet'], 'object store': ['s3'] },
  },
  {
    name: 'sandbox',
    package: '@fck/plugin-sandbox',
    brings: { role: ['sandbox'], command: ['sandbox'] },
  },
  { name: 'notify', package: '@fck/plugin-notify', brings: {} },
  {
    name: 'secrets',
    package: '@fck/plugin-secrets',
    brings: { 'secret source': ['sops', 'age', 'op', 'bw', 'aws-sm', 'aws-ssm'] },
  },
];
