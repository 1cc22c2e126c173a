// For plugins and configurations. Programs that run fck themselves, such as its command, also use `@fck/core/host`.
import './config/schemas-as-they-are.js';

export { type ActivationPlan, activationPlan } from './activation/plan.js';
export type { PlannedService } from './activation/planned-service.js';
export type { Answer } from './activation/proxy/http-probe.js';
export { requestSite, type SiteAnswer } from './activation/proxy/request-site.js';
export { programService } from './activation/services/program-service.js';
export type * from './api/index.js';
export { ancestorsBuild, ancestorsFile } from './build/ancestors-record.js';
export * from './build/build-files.js';
export { buildsOn, parseBuild } from './build/builds-on-host.js';
export { copyTree } from './build/copy-tree.js';
export { freshFolder, ownFunctions, removeOwn, removeSealed } from './build/own-folder.js';
export { fileTrees, ownFolders } from './build/python-modules.js';
export { fingerprint } from './build/recipe.js';
export { listFiles } from './build/seal.js';
export * from './command/command.js';
export { escaped, withoutSecrets, withSecrets } from './command/escaped.js';
export { isKnown } from './command/known-secret.js';
export {
  type Json,
  type PythonArguments,
  type PythonModule,
  pythonModule,
} from './command/python-module.js';
export { pythonProgram } from './command/python-program.js';
export * from './command/secret.js';
export { shellProgram } from './command/shell-program.js';
export { systemdCommand, systemdEnvironment, systemdLine } from './command/systemd-value.js';
export { isUnset, missingVariables } from './command/unset-secret.js';
export * from './config/define.js';
export { env } from './config/env.js';
export { environmentOf, environmentSchema } from './config/environment.js';
export { expandPath } from './config/expand-path.js';
export { hostIn } from './config/host-from-config.js';
export { secretCommand, secretFile, secretFrom } from './config/secret-reference.js';
export { programSchema } from './config/services-section.js';
export type { ConfigProblem } from './errors/config.js';
export { type ErrorFields, errorFields } from './errors/describe-error.js';
export * from './errors/fck-error.js';
export { nearestTo } from './errors/nearest.js';
export { isExpectationFailed } from './errors/remote.js';
export { transportErrors } from './errors/transport.js';
export { isFirstOfRole } from './hosts/first-of-role.js';
export { isAddress, isUserName } from './names/host-address.js';
export { parseJump } from './names/jump.js';
export { checkedName, isName, nameSchema } from './names/names.js';
export { once } from './once.js';
export { parseJson } from './parse-json.js';
export { definePlugin } from './plugin/loading/define-plugin.js';
export { candidatesFor } from './plugin/loading/resolve-entry.js';
export { packagesNotOffered } from './provision/packages.js';
export { packagesOfTool } from './provision/packages-of-tool.js';
export { serviceCommand } from './provision/service-command.js';
export { type SystemService, systemServiceStep } from './provision/system-service.js';
export { command } from './registry/define-command.js';
export { lastLines } from './remote/output-tail.js';
export { syncDisk } from './remote/sync-disk.js';
export { task } from './run/define-task.js';
export { type RunState, runState } from './run/run-state.js';
export { hostStateOf } from './state/remote-state.js';
export { ChannelSlots } from './transport/channel/channel-slots.js';
export { childChannel } from './transport/channel/child-channel.js';
export { filesThroughCat } from './transport/channel/files-through-cat.js';
export { throughLoginShell } from './transport/channel/login-shell.js';
export { type ChannelExit, waitForExit } from './transport/channel/wait-for-exit.js';
export { localTransport } from './transport/local.js';
