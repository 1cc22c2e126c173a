export { type Account, accountKey, accountOf, seenFromInstance } from './account.js';
export { type AccountSettings, accountKeys, accountSettings } from './account-settings.js';
export { awsCodeOf, call } from './call.js';
export { clientSettings, withRegion } from './client-settings.js';
export { accountErrors } from './errors.js';
