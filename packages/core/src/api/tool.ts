import type { Command } from '../command/command.js';
import type { ProvisionContext } from './contexts.js';
import type { Facts } from './facts.js';

/** A row of the tool catalogue: how to see that a tool is there, and the packages that bring it. */
export interface ToolRow {
  readonly about: string;
  /** Program that must be found on the PATH; of several, any one. */
  readonly program?: string | readonly string[] | undefined;
  /** Or: a file that must exist. */
  readonly file?: string | undefined;
  /** Or: a command that succeeds where the tool is there, and changes nothing. */
  readonly test?: Command | undefined;
  /**
   * Packages by package manager (`apt`, `dnf` for yum too, `apk`) or, where a system differs, by its ID (`ubuntu`, `amzn`) or by its ID
   * and the first major version that differs (`fedora:41`). The ID of the host is looked for first, with its version, then the
   * systems that it is like (`ID_LIKE`), then its package manager; Red Hat's clones go by `rhel` and its versions. An empty list: the
   * system does not offer the tool. Without program, file and test, having these installed is the check.
   */
  readonly packages?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Another tool that may do where this one is not offered: for messages. */
  readonly instead?: string | undefined;
  /** For tools that no system offers any more: what to use instead. */
  readonly successor?: string | undefined;
}

/** A tool that needs code: it declares steps of its own. */
export interface ToolCode {
  readonly about: string;
  /** True if listing it twice means something (`reboot`); else the second is ignored. */
  readonly repeatable?: boolean | undefined;
  /** @param asked the system it is for, and how often the tool was listed so far, this one included */
  declare(context: ProvisionContext, asked: { readonly facts: Facts; readonly times: number }): void;
}

/** What `provision: tools:` names. Registered in `fck.tools`. */
export type Tool = ToolRow | ToolCode;
