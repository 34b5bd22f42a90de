// What --services, --endpoint and --aws say: how the services behave that answer tasks, and where requests go that nothing
// here answers. Loads the services, so whoever may do without them asks for this file when one of the options is given.
import { dirname, resolve } from 'node:path';
import type { AppServices } from '../app';
import { type ServiceSettings, ServiceSettingsError, type SettingsContext, serviceSettings } from '../services';
import { CommandError } from './errors';
import { readJsonFile } from './files';
import type { ServiceOptions } from './service-options';

/** What the options say; undefined without any. @throws CommandError CLI102, CLI106, CLI201 */
export function servicesOf({ services, endpoint, aws }: ServiceOptions): AppServices | undefined {
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new CommandError('CLI102', `--endpoint "${endpoint}" is no URL`, {
      hint: 'write http://127.0.0.1:4566 or the like',
    });
  }
  if (services === undefined && endpoint === undefined && !aws) return undefined;
  // Read twice: what is wrong shows before anything starts.
  if (services !== undefined) readSettings(services, () => ({}));
  return {
    ...(services !== undefined && { settings: (environment) => readSettings(services, environment) }),
    ...(endpoint !== undefined && { endpoint }),
    allowAws: aws,
  };
}

/**
 * Refuses names in the file that no machine has as a state: nothing would come of them.
 * @param definitions of the machine that runs, and of those beside it
 */
export function checkStates(file: string, definitions: readonly string[]): void {
  const { states } = readSettings(file, () => ({}));
  const unknown = states.filter((name) => !definitions.some((text) => text.includes(`${JSON.stringify(name)}`)));
  if (unknown.length === 0) return;
  throw new CommandError('CLI106', `${file} names ${unknown.map((name) => JSON.stringify(name)).join(', ')}`, {
    hint: 'there is no state, no service and no action of that name',
  });
}

function readSettings(file: string, environment: SettingsContext['environment']): ServiceSettings {
  try {
    const context = { source: file, directory: dirname(resolve(file)), environment };
    return serviceSettings(readJsonFile(file, 'CLI106'), context);
  } catch (error) {
    if (!(error instanceof ServiceSettingsError)) throw error;
    const details = error.faults.map(({ at, message }) => `${at || '/'}: ${message}`).join('\n');
    throw new CommandError('CLI106', `${file} is not a services file`, { details });
  }
}
