// What the stacks of one reading share: each other's exports, and the reasons for placeholders. Resolution is silent; a
// reason becomes a warning only when its placeholder shows up in something the model tells about (see warnings.ts).
import { isObject, type Json, type JsonObject, own } from '../json';
import type { Value } from './evaluation';

/** A stack as the others see it. */
export interface Member {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  outputExportedAs(name: string): string | undefined;
  output(name: string): Value | undefined;
  ref(name: string): Value;
  logicalIdsOf(cfnType: string): readonly string[];
  propertiesOf(logicalId: string): JsonObject;
  physicalName(logicalId: string): string;
}

export class World {
  readonly stacks: Member[] = [];
  /** placeholder → why */
  readonly reasons = new Map<string, string>();
  /** Notes that have no placeholder: where → what. */
  readonly notes = new Map<string, string>();

  /** The value of an export, preferring a stack of the same environment. */
  importValue(name: string, importer: Member): Value | undefined {
    const exporters = this.stacks.flatMap((stack) => {
      const output = stack.outputExportedAs(name);
      return output === undefined ? [] : [{ stack, output }];
    });
    const near = exporters.find(({ stack }) => stack.account === importer.account && stack.region === importer.region);
    const chosen = near ?? exporters[0];
    return chosen?.stack.output(chosen.output);
  }

  stackOutput(stackName: string, outputName: string): Value | undefined {
    return this.stacks.find(({ name }) => name === stackName)?.output(outputName);
  }

  /** Resolved properties of the first resource of a type for which `matches` holds, in any stack. */
  find(cfnType: string, matches: (properties: JsonObject, stack: Member, logicalId: string) => boolean) {
    for (const stack of this.stacks) {
      for (const logicalId of stack.logicalIdsOf(cfnType)) {
        const properties = stack.propertiesOf(logicalId);
        if (matches(properties, stack, logicalId)) return { stack, logicalId, properties };
      }
    }
    return undefined;
  }

  /**
   * A value that CDK carries from one region to another with a custom resource: the writer holds it under
   * `WriterProps.exports`, a reader asks for it by the same name.
   */
  crossRegionExport(name: string): Json | undefined {
    const exportsOf = (properties: JsonObject) => {
      const writer = own(properties, 'WriterProps');
      const exported = isObject(writer) ? own(writer, 'exports') : undefined;
      return isObject(exported) ? own(exported, name) : undefined;
    };
    const found = this.find('Custom::CrossRegionExportWriter', (properties) => exportsOf(properties) !== undefined);
    return found === undefined ? undefined : exportsOf(found.properties);
  }
}
