import type { NotifyOptions } from '../options.js';
import { discord } from './discord.js';
import { ntfy } from './ntfy.js';
import { Sender } from './request.js';
import type { Service } from './service.js';
import { slack } from './slack.js';
import { teams } from './teams.js';
import { telegram } from './telegram.js';
import { webhook } from './webhook.js';

/** The services that the options name. */
export function servicesOf(options: NotifyOptions): Service[] {
  const sender = new Sender(options.timeout);
  return [
    ...options.slack.map((account) => slack(account, sender)),
    ...options.discord.map((account) => discord(account, sender)),
    ...options.teams.map((account) => teams(account, sender)),
    ...options.telegram.map((account) => telegram(account, sender)),
    ...options.ntfy.map((account) => ntfy(account, sender)),
    ...options.webhook.map((account) => webhook(account, sender)),
  ];
}
