// Names of members in the AWS SDK integrations. Step Functions has those of the SDK for Java version 2, each with a capital
// first letter. That SDK writes an acronym at the beginning of a name as a word: `DBInstanceIdentifier` of the API is
// `DbInstanceIdentifier`, `BOOL` is `Bool`; within a name acronyms stay (`ChecksumCRC32`, as recorded). The table holds the
// members of each API whose name that changes, read off the service models that AWS publishes with its SDKs (botocore
// 1.43.11); one with a star has a namesake in the same API that is spelled the other way.
// AWS: supported-services-awssdk, "Parameter names are in PascalCase"; published workflows read `$.DbInstances[0]`.
import table from './sdk-members.json';

/** The two names of each member that has two. */
export interface SdkMembers {
  /** As the API has it → as a state machine has it. */
  readonly shown: ReadonlyMap<string, string>;
  /** As a state machine has it → as the API has it. */
  readonly sent: ReadonlyMap<string, string>;
  /** Names, as a state machine has them, that also are names of the API. */
  readonly shared: ReadonlySet<string>;
}

const texts: { readonly [id: string]: string } = table;
const none: SdkMembers = { shown: new Map(), sent: new Map(), shared: new Set() };
const known = new Map<string, SdkMembers>();

/** Names of a service's members; none for services that spell all of theirs as Step Functions does. */
export function sdkMembers(service: string): SdkMembers {
  const found = known.get(service);
  if (found !== undefined) return found;
  const made = Object.hasOwn(texts, service) ? read(texts[service] as string) : none;
  known.set(service, made);
  return made;
}

function read(text: string): SdkMembers {
  const shown = new Map<string, string>();
  const sent = new Map<string, string>();
  const shared = new Set<string>();
  for (const entry of text.split(' ')) {
    const name = entry.replace('*', '');
    const word = sdkMemberName(name);
    shown.set(name, word);
    sent.set(word, name);
    if (entry !== name) shared.add(word);
  }
  return { shown, sent, shared };
}

/** A member's name after the SDK for Java: capitals at the beginning are small up to the one that begins a word. */
export function sdkMemberName(name: string): string {
  // DynamoDB's NULL is a word of the language.
  if (name === 'NULL') return 'Nul';
  const acronym = /^.[A-Z]*(?![a-z])/.exec(name)?.[0].length ?? 1;
  return name.charAt(0).toUpperCase() + name.slice(1, acronym).toLowerCase() + name.slice(acronym);
}
