import type { ProvisionStep } from '../api/step.js';
import type { ToolRow } from '../api/tool.js';

/** What a role asks for, and which of its keys ask: for messages. */
export interface WantedTool {
  /** As it is written in `tools:`: the name of a tool, or `package:NAME`. */
  readonly tool: string;
  /** Keys of the role (`tools:`), or who else asks for it (`the plugin supervisor`). More may be added until the step is checked. */
  readonly keys: readonly string[];
  /** Its row in the catalogue; undefined for `package:NAME`. */
  readonly row?: ToolRow | undefined;
}

/** The step of a tool that nothing is known to bring on this system: it is met only where the host has the tool already. */
export interface UnobtainableStep extends Pick<ProvisionStep, 'name' | 'check'> {
  readonly unobtainable: WantedTool;
  readonly after?: undefined;
  readonly apply?: undefined;
  readonly packages?: undefined;
}

/** A step that a tap declared for a host. Those of tools say who asked. */
export type DeclaredStep = (
  | (ProvisionStep & { readonly wanted?: WantedTool | undefined })
  | UnobtainableStep
) & {
  /** Whether it matters on this host: one that does not is neither checked for nor applied. Looks only. */
  readonly applies?: (() => Promise<boolean>) | undefined;
};

/** Narrows to the steps that nothing can make true. */
export function isUnobtainable(step: DeclaredStep): step is DeclaredStep & UnobtainableStep {
  return 'unobtainable' in step;
}
