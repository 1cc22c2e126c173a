export { SandboxError } from './error.js';
export { default } from './plugin.js';
export { type Sandbox, type SandboxFilter, type SandboxOptions, sandbox } from './sandbox.js';
export type { OnProgress, SandboxHost, SandboxHostSpec } from './spec.js';
