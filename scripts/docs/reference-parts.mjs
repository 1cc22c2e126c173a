// What the reference for authors of plugins describes, in its order: names that core exports.

/** What a tap or a registered thing is called with. */
export const contexts = [
  'HostContext',
  'ProvisionContext',
  'BuildContext',
  'PostBuildContext',
  'BuiltContext',
  'ActivationContext',
  'ProviderContext',
  'ConnectContext',
  'Validation',
  'TaskContext',
  'CommandContext',
];

/** What a plugin registers, declares or gives back. */
export const interfaces = [
  'Plugin',
  'SectionDefinition',
  'Section',
  'Tool',
  'ToolRow',
  'ToolCode',
  'ProvisionStep',
  'ApplicableStep',
  'PackageStep',
  'SystemService',
  'Builder',
  'BuildDraft',
  'Sources',
  'Checkout',
  'Distributor',
  'ServiceKind',
  'Service',
  'Endpoint',
  'ProcessManager',
  'StopOptions',
  'Instance',
  'Front',
  'Site',
  'Template',
  'TemplateOverride',
  'UndoStep',
  'Rotation',
  'Json',
  'Task',
  'TaskArgument',
  'CommandGroup',
  'CliCommand',
  'CommandResult',
  'Transport',
  'Channel',
  'Exit',
];

/** What a plugin is handed. */
export const values = [
  'Project',
  'Role',
  'Host',
  'SshOptions',
  'Facts',
  'Paths',
  'Build',
  'BuildSource',
  'HostState',
  'ActivationPlan',
  'FckEvent',
  'RunSummary',
  'Secret',
];

/** The verbs, and what may be said with them. */
export const remote = ['Remote', 'LookResult', 'LookOptions', 'RunOptions', 'WriteOptions', 'ExpectOptions'];

export const functions = [
  'definePlugin',
  'defineConfig',
  'sh',
  'allOf',
  'userCommand',
  'secret',
  'env',
  'errorKind',
  'isFckError',
  'messageOf',
  'systemServiceStep',
  'activationPlan',
  'askSite',
  'endOf',
  'hostStateOf',
  'buildsOn',
  'parseBuild',
  'localTransport',
];
