import { isFckError, nearestTo } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { drawTopic } from '../explain/draw-topic.js';
import { errorTopics, findTopics, topicNames } from '../explain/find-topics.js';
import type { Topic } from '../explain/topic.js';
// Its declarations are explained, too.
import '../plugin-tooling/errors.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import { usageErrors } from '../usage-errors.js';
import { printResult } from './print-result.js';
import type { Invocation, Verb } from './verb.js';

/** `fck explain NAME`: explains a hook, a tool, a section, a task, a plugin or an error. */
export const explain: Verb = async (invocation) => {
  const [name = ''] = invocation.operands;
  const topics = await topicsFor(name, invocation);
  const palette = createPalette(wantsColor(invocation.io.stdout, invocation.io.env));
  printResult(invocation, {
    document: topics,
    text: topics.map((topic) => drawTopic(topic, palette)).join('\n\n'),
  });
  return ExitCode.done;
};

async function topicsFor(name: string, invocation: Invocation): Promise<Topic[]> {
  // Errors are explained even if the configuration cannot be loaded.
  const errors = errorTopics(name);
  if (errors.length > 0) return errors;
  const opened = await open(invocation);
  if (opened.failure === undefined) await opened.fck.loadTasks([name]);
  const topics = findTopics(name, opened.fck);
  if (topics.length > 0) return topics;
  if (opened.failure !== undefined && !isWithoutConfig(opened.failure)) throw opened.failure;
  throw usageErrors.nothingToExplain(name, {
    near: nearestTo(name, topicNames(opened.fck)),
    withoutPlugins: opened.failure !== undefined,
  });
}

/** The project, or the official plugins if no project can be loaded. */
async function open(invocation: Invocation): Promise<{ fck: FckContainer; failure?: unknown }> {
  try {
    return { fck: await invocation.project() };
  } catch (failure) {
    if (!isFckError(failure)) throw failure;
    const { createFckWithoutProject } = await import('../index.js');
    return { fck: await createFckWithoutProject(), failure };
  }
}

function isWithoutConfig(thrown: unknown): boolean {
  return isFckError(thrown) && thrown.code === 'CONFIG_NOT_FOUND';
}
