// For programs that run fck themselves: its command, its tests, scripts of a project.
export { type ReadArguments, readArguments, unknownArguments } from './arguments/read-arguments.js';
export { rowsOf } from './arguments/rows-of.js';
export { isWaitingForPlugin } from './attribution/watched.js';
export { configSchema, roleSchema } from './config/json-schema.js';
export { type JsonSchema, jsonSchemaOf } from './config/json-schema-of.js';
export { type NamedRole, namesInConfig } from './config/names-in-config.js';
export { type ConfigSearch, findConfigFile } from './config/search.js';
export { type CreateFckOptions, createFck, createFckWithoutProject } from './create.js';
export { argumentErrors } from './errors/arguments.js';
export { type KnownError, knownErrors } from './errors/known-errors.js';
export type { HeldLock } from './errors/lock.js';
export { FckContainer } from './fck.js';
export { eventsJsonSchema } from './journal/event-json-schema.js';
export type { RecordedEvent } from './journal/event-schema.js';
export type { RecordedRun } from './journal/recorded-run.js';
export { recordedRun, recordedRuns } from './journal/recorded-runs.js';
export type { WantedRun } from './journal/resumable.js';
export { factsOf, type RunFacts, type RunResult } from './journal/run-facts.js';
export { isRunning } from './journal/run-process.js';
export { isStale } from './lock/lock-state.js';
export { type LockRow, lockByHand, locksOn, unlock } from './lock/manual-lock.js';
export { type CarriedPackages, carryPackages } from './modules/carried-modules.js';
export {
  allowHandleNotes,
  openHandleFailures,
} from './plugin/diagnostics/open-handles.js';
export { type PluginReport, pluginReports } from './plugin/diagnostics/plugin-report.js';
export {
  exitRefused,
  folderRefused,
  type ProcessUser,
  processUser,
  stuckFailure,
} from './plugin/diagnostics/process-use.js';
export { unawaitedFailure, uncaughtFailure } from './plugin/diagnostics/unawaited.js';
export { broughtBy, type KnownPlugin } from './plugin/loading/catalogue.js';
export * from './plugin/loading/package-manager.js';
export * from './plugin/taps/hook-documentation.js';
export { type RecordedTap, tapsOf } from './plugin/taps/recorded-taps.js';
export { type Registration, registrationsOf } from './registry/registrations.js';
export {
  type ApplicationTerminal,
  execInApplication,
  terminalInApplication,
} from './run/application.js';
export { type HostHistory, historyOfHosts } from './run/host-history.js';
export { readLogs } from './run/logs/logs-of-hosts.js';
export type { LogLine, LogListener, WantedLogs } from './run/logs/wanted-logs.js';
export { hookOf } from './run/phases/phase-registry.js';
export { isPipeline, type Pipeline, type PipelineSource, withoutPipelines } from './run/pipelines.js';
export { type TaskFile, taskFilesIn } from './run/project-tasks.js';
export type { ResumeOptions } from './run/resume-run.js';
export type { HostChoice, HostChoices, RoleHandle } from './run/role-handle.js';
export { argumentsTakenBy, readTaskArguments, type TaskArgument } from './run/task-arguments.js';
export { tasksInOrder } from './run/task-order.js';
