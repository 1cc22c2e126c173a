import type { InputOf, OutputOf, Plugin, StandardSchema } from '@fck/core';
import { FckContainer } from '@fck/core/host';

/**
 * A container with one plugin, whose hooks have only the taps of this plugin: those of core would act on a real project.
 * It has no project until a context is made with it: `fakeProvisionContext({ fck })`.
 *
 * @param options checked by the plugin's schema
 * @throws Error if the schema refuses the options, and whatever the plugin throws
 * @example
 * const fck = await fckWith(motd, { text: 'hello' });
 * const context = fakeProvisionContext({ fck });
 * await fck.hooks.provision.promise(context);
 * expect(await context.applySteps()).toEqual(['the message of the day is there']);
 */
export async function fckWith<S extends StandardSchema>(
  plugin: Plugin<S>,
  options?: InputOf<S>,
): Promise<FckContainer> {
  const fck = new FckContainer();
  const checked = await checkedOptions(plugin, options);
  await fck.applyAs({ name: plugin.name, version: undefined, from: 'inline' }, () =>
    plugin.apply(fck, checked),
  );
  for (const hook of Object.values(fck.hooks))
    hook.taps = hook.taps.filter((tap: object) => 'owner' in tap && tap.owner === plugin.name);
  return fck;
}

async function checkedOptions<S extends StandardSchema>(
  { name, schema }: Plugin<S>,
  options: InputOf<S> | undefined,
): Promise<OutputOf<S>> {
  // Without a schema, a plugin gets its options unchecked.
  if (!schema) return options as OutputOf<S>;
  const result = await schema['~standard'].validate(options ?? {});
  if (!result.issues) return result.value as OutputOf<S>;
  throw new Error(
    `The options of the plugin "${name}" are wrong: ${result.issues.map(({ message }) => message).join('; ')}`,
  );
}
