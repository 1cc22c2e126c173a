import type { Facts } from '../remote/facts.js';
import type { ProvisionContext } from '../run/contexts.js';

/** A row of the tool catalogue: how to see that a tool is there, and the packages that bring it. */
export interface ToolRow {
  readonly about: string;
  /** Program that must be found on the PATH. */
  readonly program?: string | undefined;
  /** Or: a file that must exist. */
  readonly file?: string | undefined;
  /**
   * Packages by package manager (`apt`, `dnf` for yum too, `apk`) or, where one system differs, by its os id (`ubuntu`, `amzn`).
   * Without program and file, having these installed is the check.
   */
  readonly packages?: Readonly<Record<string, readonly string[]>> | undefined;
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
