/** A machine that fabcloudkit made and that is not yet a host of the project. */
export interface AdoptableMachine {
  readonly role: string;
  /** The future name of the host: `web-3`. */
  readonly host: string;
  /** The provider's id of the machine: `i-0abc`. */
  readonly id: string;
  /** Its state, and what fabcloudkit recorded about it. */
  readonly about: string;
  /** Why it does not become a host; undefined if it does. */
  readonly staysBecause: string | undefined;
  /** Makes it a host of the role. Nothing on the machine is changed. */
  adopt(): Promise<void>;
}
