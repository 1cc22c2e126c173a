import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotesProject } from './fixture/notes-project.js';
import { countedByName, endTrace, ProgramTrace, startTrace } from './fixture/program-trace.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';

// Limits of what one run may cost a web host. They only ever go down: with one helper process per host, the aim is 40 programs and
// 2 channels for a deploy. fck asks again where nginx or a service is not ready yet, so a slow machine starts a few more programs.
const PROGRAMS_OF_DEPLOY = 62;
const CHANNELS_OF_DEPLOY = 2;
const PROGRAMS_OF_NO_OP = 42;
const CHANNELS_OF_NO_OP = 2;

interface Cost {
  readonly trace: ProgramTrace;
  /** Channels as fck counts them, by host. */
  readonly channels: Readonly<Record<string, number>>;
}

describe.skipIf(noSandbox)(onHosts('the cost of a run on a web host'), () => {
  let project: NotesProject;

  beforeAll(async () => {
    project = new NotesProject('e2e-cost');
    project.edit('deploy/role_web.yaml', (text) =>
      text.replace('sandbox: { count: 2 }', 'sandbox: { count: 2, packages: [strace] }'),
    );
    await project.fckOk('sandbox', 'up', '--install-missing');
    await project.fckOk('up');
  });

  afterAll(() => project?.remove());

  const onWeb = async (script: string): Promise<string> => {
    const { stdout } = await project.fckOk('exec', '-H', 'web-1', '--json', '--', script);
    const [result]: { stdout: string }[] = JSON.parse(stdout);
    return result?.stdout ?? '';
  };

  /** Runs fck, and records what it starts on web-1. */
  const costOf = async (...args: string[]): Promise<Cost> => {
    await onWeb(startTrace);
    const { stdout } = await project.fckOk(...args, '--json');
    const trace = new ProgramTrace(await onWeb(endTrace));
    const events: { type: string; host: string; total: { channels: number } }[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const profiles = events.filter(({ type, host }) => type === 'profile' && host.startsWith('web-'));
    return { trace, channels: Object.fromEntries(profiles.map(({ host, total }) => [host, total.channels])) };
  };

  /** All programs but those of the lock: how often it shows that it is alive depends on how long the run takes. */
  const withoutLock = (trace: ProgramTrace) => {
    const ofLock = new Set(trace.programsBelow('fck-lock'));
    return trace.programs.filter((program) => !ofLock.has(program));
  };

  const assertCost = ({ trace, channels }: Cost, atMost: { programs: number; channels: number }) => {
    const programs = withoutLock(trace);
    const shown = `${programs.length} programs: ${countedByName(programs)}; and for the lock: ${countedByName(trace.programsBelow('fck-lock'))}`;
    // Nothing recorded would meet every limit.
    expect(trace.channels.length, shown).toBe(channels['web-1']);
    expect(programs.length, shown).toBeGreaterThanOrEqual(trace.channels.length);
    expect(programs.length, shown).toBeLessThanOrEqual(atMost.programs);
    expect(Object.keys(channels)).toEqual(['web-1', 'web-2']);
    for (const count of Object.values(channels)) expect(count).toBeLessThanOrEqual(atMost.channels);
  };

  it(`a changed line: at most ${PROGRAMS_OF_DEPLOY} programs and ${CHANNELS_OF_DEPLOY} channels`, async () => {
    project.changeHeadline('One changed line');
    assertCost(await costOf('up'), { programs: PROGRAMS_OF_DEPLOY, channels: CHANNELS_OF_DEPLOY });
    const [address] = await project.addressesOf('web');
    expect(await (await fetch(`http://${address}/`)).text()).toContain('One changed line');
  });

  it(`nothing to do: at most ${PROGRAMS_OF_NO_OP} programs and ${CHANNELS_OF_NO_OP} channels`, async () => {
    assertCost(await costOf('run', 'activate'), { programs: PROGRAMS_OF_NO_OP, channels: CHANNELS_OF_NO_OP });
  });
});
