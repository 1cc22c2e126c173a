import { fakeFacts, fakeRemote } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { environmentStep } from './environment-step.js';

const virtualenv = {
  about: 'environments',
  program: 'virtualenv',
  packages: { apt: ['python3-virtualenv'], dnf: ['python3-virtualenv'], amzn: [] },
};

describe('environmentStep', () => {
  it("asks Debian's family for the package beside the interpreter", () => {
    expect(environmentStep('python3.13', virtualenv, fakeFacts())?.packages).toEqual(['python3.13-venv']);
  });

  it('asks for virtualenv beside an interpreter that is no package', () => {
    const packages = ['python3-virtualenv'];
    expect(environmentStep('/opt/python/bin/python3', virtualenv, fakeFacts())?.packages).toEqual(packages);
    const fedora = fakeFacts({ os: 'fedora', packageManager: 'dnf' });
    expect(environmentStep('python3.11', virtualenv, fedora)?.packages).toEqual(packages);
  });

  it('is not there where nothing is known to help', () => {
    const amazon = fakeFacts({ os: 'amzn', packageManager: 'dnf' });
    expect(environmentStep('python3.11', virtualenv, amazon)).toBeUndefined();
  });

  it('holds if the interpreter or virtualenv can make them, and where there is no interpreter', async () => {
    const step = environmentStep('python3.13', virtualenv, fakeFacts());
    const remote = fakeRemote({ answers: [['command -v python3.13', true]] });
    expect(await step?.check(remote, { changedSinceBoot: false })).toBe(true);
    expect(remote.looks.join()).toMatch(/exit 0\n.*import venv, ensurepip.*\|\| command -v virtualenv/);
  });
});
