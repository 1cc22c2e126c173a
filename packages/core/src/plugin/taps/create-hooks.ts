import { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook, SyncHook } from 'tapable';
import type { CoreHooks } from '../../api/hooks.js';

/** Creates the hooks of one container. */
export function createHooks(): CoreHooks {
  return {
    config: new AsyncSeriesWaterfallHook(['config'], 'config'),
    validate: new AsyncSeriesHook(['validation'], 'validate'),
    onlyHost: new AsyncSeriesBailHook(['project'], 'onlyHost'),
    inventory: new AsyncSeriesWaterfallHook(['hosts', 'context'], 'inventory'),
    create: new AsyncSeriesBailHook(['context'], 'create'),
    destroy: new AsyncSeriesBailHook(['context'], 'destroy'),
    adopt: new AsyncSeriesWaterfallHook(['machines', 'context'], 'adopt'),
    connect: new AsyncSeriesBailHook(['host', 'context'], 'connect'),
    provision: new AsyncSeriesHook(['context'], 'provision'),
    build: new AsyncSeriesBailHook(['context'], 'build'),
    postBuild: new AsyncSeriesHook(['context'], 'postBuild'),
    buildSealed: new AsyncSeriesHook(['context'], 'buildSealed'),
    activate: new AsyncSeriesHook(['context'], 'activate'),
    deactivate: new AsyncSeriesHook(['context'], 'deactivate'),
    done: new AsyncSeriesHook(['summary', 'run'], 'done'),
    event: new SyncHook(['event'], 'event'),
  };
}
