import type { Arguments } from '../api/arguments.js';
import type { CliCommand, CommandEntry, CommandGroup } from '../api/cli-command.js';
import type { CommandRegistry as CommandRegistryContract } from '../api/registry.js';
import { registryErrors } from '../errors/registry.js';
import { Registry } from './registry.js';

/** The registry of commands: no two of them answer the same words of the command line. */
export class CommandRegistry extends Registry<CommandEntry> implements CommandRegistryContract {
  /** The first words that the command line itself answers. */
  reserved: readonly string[] = [];

  override register<const O extends Arguments = Record<never, never>>(
    name: string,
    entry: CliCommand<O> | CommandGroup,
  ): void {
    super.register(name, entry as unknown as CommandEntry);
  }

  protected override claim(name: string, owner: string, entry: CommandEntry): void {
    super.claim(name, owner, entry);
    const word = firstWord(name, entry);
    if (this.reserved.includes(word)) throw registryErrors.duplicate(this.kind, word, 'core', owner);
    for (const other of this.entries()) {
      if (firstWord(other.name, other.value) !== word) continue;
      const shared = sharedVerb(entry, other.value);
      if (shared !== undefined)
        throw registryErrors.duplicate(this.kind, [word, shared].join(' ').trim(), other.owner, owner);
    }
  }
}

/** The word behind `fck`. */
function firstWord(name: string, entry: CommandEntry): string {
  return ('word' in entry ? entry.word : undefined) ?? name;
}

/** The first verb that both have under one word; empty if one of them is a verb by itself, and takes the whole word. */
function sharedVerb(one: CommandEntry, other: CommandEntry): string | undefined {
  if (!('commands' in one) || !('commands' in other)) return '';
  return Object.keys(one.commands).find((verb) => Object.hasOwn(other.commands, verb));
}
