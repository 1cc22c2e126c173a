import type { ProvisionStep } from '../api/step.js';
import type { ToolRow } from '../api/tool.js';

/** A tool that a role asks for, and the keys that ask for it, for messages. */
export interface WantedTool {
  /** As written in `tools:`: the name of a tool, or `package:NAME`. */
  readonly tool: string;
  /**
   * Keys of the role (`tools:`), or other sources (`the plugin supervisor`). More may be added until the step is
   * checked.
   */
  readonly keys: readonly string[];
  /** Its row in the catalogue; undefined for `package:NAME`. */
  readonly row?: ToolRow | undefined;
}

/** The step of a tool without a known package for this system: it is met only if the host has the tool already. */
export interface UnobtainableStep extends Pick<ProvisionStep, 'name' | 'check'> {
  readonly unobtainable: WantedTool;
  readonly after?: undefined;
  readonly apply?: undefined;
  readonly packages?: undefined;
}

/** A step that a tap declared for a host. Steps of tools say which keys ask for them. */
export type DeclaredStep = (
  | (ProvisionStep & { readonly wanted?: WantedTool | undefined })
  | UnobtainableStep
) & {
  /** The plugin that declared it; undefined until it is on the list. */
  readonly plugin?: string | undefined;
  /** Whether the step applies to this host; if not, it is neither checked nor applied. Reads only. */
  readonly applies?: (() => Promise<boolean>) | undefined;
};

/** Narrows to the steps that cannot be applied. */
export function isUnobtainable(step: DeclaredStep): step is DeclaredStep & UnobtainableStep {
  return 'unobtainable' in step;
}
