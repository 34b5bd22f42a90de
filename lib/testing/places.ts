// Where in the CDK program a state was made. While this door is loaded, every construct remembers the stack of its
// creation; the file and line are worked out for the few that somebody asks about. No construct library is loaded for it:
// an app that is built in this process has loaded `constructs` already, or will.
import { relative, sep } from 'node:path';

/** A line of the CDK program. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
}

interface Node {
  readonly path: string;
  readonly children: readonly Construct[];
}
interface Construct {
  readonly node: Node;
  /** State constructs have one. */
  readonly stateId?: unknown;
}
interface NodePrototype {
  addChild(child: object, name: string): void;
}

const traces = new WeakMap<object, Error>();
/** Frames of the construct libraries lie on top. */
const framesMax = 60;

/** Lets constructs remember where they were made, if the project has any. */
export function traceConstructs(): void {
  const prototype = nodePrototype();
  // Its presence is checked: it is not part of the published interface of the library.
  if (prototype === undefined || typeof prototype.addChild !== 'function') return;
  const { addChild } = prototype;
  prototype.addChild = function (this: unknown, child, name) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = framesMax;
    traces.set(child, new Error('made here'));
    Error.stackTraceLimit = limit;
    addChild.call(this, child, name);
  };
}

function nodePrototype(): NodePrototype | undefined {
  try {
    const { Node } = require('constructs') as { readonly Node?: { readonly prototype: NodePrototype } };
    return Node?.prototype;
  } catch (error) {
    // Tests of plain definitions need no construct library.
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * Where the states of a machine were made, by name.
 * @param root the app
 * @param machinePath construct path of the machine: of states of one name the nearest to it is meant
 */
export function placesOfStates(root: unknown, machinePath: string): ReadonlyMap<string, Place> {
  const found = new Map<string, { readonly construct: Construct; readonly nearness: number }>();
  const visit = (construct: Construct): void => {
    if (typeof construct.stateId === 'string') {
      const nearness = commonParts(construct.node.path, machinePath);
      const known = found.get(construct.stateId);
      if (known === undefined || nearness > known.nearness) found.set(construct.stateId, { construct, nearness });
    }
    for (const child of construct.node.children) visit(child);
  };
  visit(root as Construct);
  const places = new Map<string, Place>();
  for (const [name, { construct }] of found) {
    const place = placeOf(construct);
    if (place !== undefined) places.set(name, place);
  }
  return places;
}

function commonParts(left: string, right: string): number {
  const others = right.split('/');
  const parts = left.split('/');
  const different = parts.findIndex((part, index) => part !== others[index]);
  return different < 0 ? parts.length : different;
}

/** The nearest frame in code of the project. */
function placeOf(construct: object): Place | undefined {
  const lines = traces.get(construct)?.stack?.split('\n') ?? [];
  for (const frame of lines.slice(1)) {
    const [, file, line] = /\(?((?:file:\/\/)?\/[^():]+|[A-Za-z]:\\[^():]+):(\d+):\d+\)?$/.exec(frame) ?? [];
    if (file === undefined || line === undefined) continue;
    const path = file.replace(/^file:\/\//, '');
    if (path.includes(`${sep}node_modules${sep}`) || path.startsWith(__dirname)) continue;
    return { file: path, line: Number(line) };
  }
  return undefined;
}

/** `lib/orders.ts:31`, seen from the working directory. */
export function placeText({ file, line }: Place): string {
  return `${relative(process.cwd(), file)}:${line}`;
}
