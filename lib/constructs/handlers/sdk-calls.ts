// Which AWS actions a bundle calls, read off its code: `new import_client_dynamodb.PutItemCommand(…)`. The checks compare
// them with the role of the function. Calls through the aggregated clients (`new S3().getObject()`) are not seen.
import { findIntegration, permissionsFor, sdkService, sdkServiceIds } from '../../integrations';

/** Commands of the document client and the operation behind each. */
const documentCommands: { readonly [command: string]: string } = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Query: 'Query',
  Scan: 'Scan',
  BatchGet: 'BatchGetItem',
  BatchWrite: 'BatchWriteItem',
  TransactGet: 'TransactGetItems',
  TransactWrite: 'TransactWriteItems',
};

/** IAM actions of the SDK commands that the code makes, in order, each once. */
export function sdkCalls(code: string): readonly string[] {
  const actions = new Set<string>();
  for (const [, variable, name] of code.matchAll(
    /(?:var|const|let)\s+([\w$]+)\s*=\s*require\("@aws-sdk\/([\w-]+)"\)/g,
  )) {
    const uses = code.matchAll(new RegExp(`\\b${variable!.replaceAll('$', '\\$')}\\.(\\w+)Command\\b`, 'g'));
    for (const [, command] of uses) for (const action of actionsOf(name!, command!)) actions.add(action);
  }
  return [...actions].sort();
}

function actionsOf(packageName: string, command: string): readonly string[] {
  const document = packageName === 'lib-dynamodb';
  const operation = document ? documentCommands[command] : command;
  const id = document ? 'dynamodb' : serviceOfPackage(`@aws-sdk/${packageName}`);
  if (operation === undefined || id === undefined) return [];
  const action = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
  const integration = findIntegration(`arn:aws:states:::aws-sdk:${id}:${action}`);
  if (integration.found !== 'aws-sdk') return [];
  const where = { partition: 'aws', region: '*', account: '*' };
  return [...new Set(permissionsFor(integration, {}, where).map((permission) => permission.action))];
}

let byPackage: ReadonlyMap<string, string> | undefined;

function serviceOfPackage(name: string): string | undefined {
  byPackage ??= new Map(sdkServiceIds().map((id) => [sdkService(id)!.package, id]));
  return byPackage.get(name);
}
