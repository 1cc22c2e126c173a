export type { SandboxImage } from './image.js';
export { default } from './plugin.js';
export { type Sandbox, type SandboxFilter, type SandboxOptions, sandbox } from './sandbox.js';
export type { OnProgress, SandboxHost, SandboxHostSpec, Suite } from './spec.js';
