/** A machine that fabcloudkit made, and that is no host of the project yet. */
export interface AdoptableMachine {
  readonly role: string;
  /** What the host will be called: `web-3`. */
  readonly host: string;
  /** How its provider names it: `i-0abc`. */
  readonly id: string;
  /** Its state, and what fabcloudkit noted of it. */
  readonly about: string;
  /** Why it does not become a host; undefined: it does. */
  readonly staysBecause: string | undefined;
  /** Makes it a host of the role. Nothing on the machine is changed. */
  adopt(): Promise<void>;
}
