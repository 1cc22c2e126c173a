import { activationPlan } from './activation/plan.js';
import { activateServices } from './activation/services/activate-services.js';
import { canPause } from './activation/services/change-over.js';
import { deactivateServices } from './activation/services/deactivate-services.js';
import { checkServiceNames } from './activation/services/named-services.js';
import { provisionManager } from './activation/services/provision-manager.js';
import { serviceUserExists } from './activation/services/service-account.js';
import { registerUndoSteps } from './activation/transaction/undo-steps.js';
import type { Fck } from './api/container.js';
import type { CoreSections } from './api/core-sections.js';
import type { Validation } from './api/hooks.js';
import { type AllCoreSections, registerCoreSections } from './config/core-sections.js';
import { registerCatalogue } from './provision/catalogue.js';
import type { Registries } from './registry/registries.js';
import { registerCoreTasks } from './run/core-tasks.js';
import { buildWithBuilder } from './run/phases/make-build.js';
import { localTransport } from './transport/local.js';

/** Core's own tools, tasks and taps, registered the way any plugin would. */
export function applyCore(fck: Fck & Registries): AllCoreSections {
  const sections = registerCoreSections(fck);
  registerCatalogue(fck);
  registerCoreTasks(fck);
  registerUndoSteps(fck);
  fck.hooks.validate.tap('core', (validation) => checkTools(fck, sections, validation));
  fck.hooks.validate.tap('core', (validation) => checkServices(fck, sections, validation));
  fck.hooks.connect.tap('core', ({ transport }) => (transport === 'local' ? localTransport() : undefined));
  fck.hooks.provision.tapPromise('core', async (context) => {
    if (context.role.activates) context.tool('curl', 'the health checks');
    const managers = activationPlan(fck, context.role)?.managers ?? [];
    if (managers.length > 0 && sections.serviceUser.of(context.role) === undefined)
      context.declare(serviceUserExists(context.project));
    for (const tool of sections.tools.of(context.role) ?? []) context.tool(tool);
    await provisionManager(context, managers);
  });
  fck.hooks.build.tapPromise('core', buildWithBuilder);
  fck.hooks.activate.tapPromise('core', (context) => activateServices(context, sections));
  fck.hooks.deactivate.tapPromise('core', (context) => deactivateServices(context, sections));
  return sections;
}

/** Reports services that cannot have their name, or that the process manager cannot run. */
function checkServices(fck: Fck & Registries, sections: CoreSections, { project, report }: Validation): void {
  for (const role of project.roles) {
    const services = sections.services.of(role);
    if (!services) continue;
    checkServiceNames(fck, role, report);
    const [exclusive] = Object.entries(services).find(([, { overlap }]) => !overlap) ?? [];
    if (exclusive === undefined) continue;
    const manager = activationPlan(fck, role)?.managers.find((one) => !canPause(one));
    if (manager)
      report({
        message: `The service "${exclusive}" of the role "${role.name}" has to end before its successor starts, and ${manager.name} cannot start it again if the activation fails.`,
        hint: 'Name another process manager (`activate: {process_manager: NAME}`), or write `overlap: true`.',
        where: role.document.placeOf(['activate', 'services', exclusive]),
      });
  }
}

/** Reports an unknown tool before any host is touched. */
function checkTools(fck: Fck & Registries, sections: CoreSections, { project, report }: Validation): void {
  for (const role of project.roles) {
    for (const [index, tool] of (sections.tools.of(role) ?? []).entries()) {
      if (tool.startsWith('package:') || fck.tools.has(tool)) continue;
      const unknown = fck.tools.unknown(tool);
      const whoBrings = fck.catalogue.whoBrings('tool', tool);
      const hint = `${whoBrings ? `${whoBrings} ` : unknown.message.includes('Did you mean') ? '' : '`fck tools` lists the catalogue. '}Write package:${tool} to install the package of that name.`;
      report({ message: unknown.message, hint, where: role.document.placeOf(['provision', 'tools', index]) });
    }
  }
}
