import type { Command } from '../command/command.js';
import type { ProvisionContext } from './contexts.js';
import type { Facts } from './facts.js';

/** A row of the tool catalogue: how to detect a tool, and the packages that provide it. */
export interface ToolRow {
  readonly about: string;
  /** Program that must be on the PATH; of several, any one. */
  readonly program?: string | readonly string[] | undefined;
  /** Or: a file that must exist. */
  readonly file?: string | undefined;
  /** Or: a command that succeeds if the tool is installed, and changes nothing. */
  readonly test?: Command | undefined;
  /**
   * Packages by package manager (`apt`, `dnf` for yum too, `apk`) or, if a system differs, by its ID (`ubuntu`, `amzn`) or by its ID
   * and the first major version that differs (`fedora:41`). fck looks for the ID of the host first, with its version, then for
   * related systems (`ID_LIKE`), then for its package manager; Red Hat's clones use `rhel` and its versions. An empty list: the
   * system does not offer the tool. Without program, file and test, the tool is present if these packages are installed.
   */
  readonly packages?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Another tool that may replace this one where it is not offered: for messages. */
  readonly instead?: string | undefined;
  /** For tools that no system offers any more: what to use instead. */
  readonly successor?: string | undefined;
}

/** A tool that needs code: it declares its own steps. */
export interface ToolCode {
  readonly about: string;
  /** True if it may be listed several times (`reboot`); otherwise repeated entries are ignored. */
  readonly repeatable?: boolean | undefined;
  /** @param asked facts of the host, and how often the tool was listed so far, including this time */
  declare(context: ProvisionContext, asked: { readonly facts: Facts; readonly times: number }): void;
}

/** What `provision: tools:` names. Registered in `fck.tools`. */
export type Tool = ToolRow | ToolCode;
