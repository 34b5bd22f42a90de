import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  FeatureFlags,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
} from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnStateMachine, DistributedMap } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { type LambdaFunction, readAssembly } from '../assembly';
import { acknowledgeKey, checkAssembly, codeNames, codes, type Finding, openFindings } from '../checks';

const writerFlag = '@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2';

/** Which findings are reported. */
export interface StateMachineChecksProps {
  /** Report hints too. They never fail the synth. @default false */
  readonly hints?: boolean;
  /** Let warnings fail the synth like errors. @default false */
  readonly strict?: boolean;
}

/** A finding that is known and why it is fine. */
export interface CheckAcknowledgement {
  /** The code, such as `SFN204`. */
  readonly code: string;
  /** Why it is fine here. */
  readonly reason: string;
  /** Name of the state it is about. @default - all states */
  readonly state?: string;
}

/**
 * Checks every state machine of an app at synth: what AWS would refuse, what would fail in production, and whether roles
 * allow what states do. Works with any CDK app: `Validations.of(app).addPlugins(new StateMachineChecks())`.
 */
export class StateMachineChecks implements IPolicyValidationPlugin {
  /** Accepts findings about the state machines and functions in `scope`, with the reason in the template. */
  static acknowledge(scope: IConstruct, acknowledgement: CheckAcknowledgement): void {
    const { code, reason } = acknowledgement;
    if (!(code in codes))
      throw new Error(`[${scope.node.path}] there is no check ${code}; codes are ${codeNames.join(', ')}.`);
    if (reason.trim() === '') throw new Error(`[${scope.node.path}] say why ${code} is fine here: reason is empty.`);
    const resources = scope.node
      .findAll()
      .filter((node) => node instanceof CfnStateMachine || node instanceof CfnFunction);
    if (resources.length === 0)
      throw new Error(`[${scope.node.path}] holds no state machine and no function to acknowledge ${code} for.`);
    for (const resource of resources) {
      const before = (resource.getMetadata(acknowledgeKey) ?? []) as CheckAcknowledgement[];
      resource.addMetadata(acknowledgeKey, [...before, acknowledgement]);
    }
  }

  readonly name = 'stepwright';
  readonly ruleIds: string[] = [...codeNames];
  private readonly props: StateMachineChecksProps;

  constructor(props: StateMachineChecksProps = {}) {
    this.props = props;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const findings = [...new Set(context.templatePaths.map((path) => dirname(path)))]
      .flatMap((directory) => openFindings(checkAssembly(readAssembly(directory), { holdsHandler })))
      .filter((found) => found.severity !== 'hint' || this.props.hints === true);
    const dropped = context.appConstruct.node.findAll().flatMap(droppedWriter);
    const failing = (found: Finding) =>
      found.severity === 'error' || (found.severity === 'warning' && this.props.strict === true);
    return {
      success: dropped.length === 0 && !findings.some(failing),
      violations: [...findings.map((found) => violation(found, context)), ...dropped],
    };
  }
}

function violation(found: Finding, context: IPolicyValidationContext): PolicyViolation {
  const templatePath = context.templatePaths.find((path) => path.includes(`${found.stack}.template.json`));
  const where = found.state.length === 0 ? '' : `${found.state.join(' > ')}: `;
  return {
    ruleName: found.code,
    description: `${codes[found.code].title}: ${where}${found.message}`,
    fix: `${found.fix} (${found.page})`,
    severity: found.severity,
    violatingResources: [
      {
        resourceLogicalId: found.logicalId,
        locations: [found.pointer === undefined ? 'Properties' : `Properties/DefinitionString${found.pointer}`],
        ...(templatePath !== undefined && { templatePath }),
      },
    ],
  };
}

// Of a writer that CDK leaves out nothing is left in the template: only the construct knows of it.
function droppedWriter(node: IConstruct): readonly PolicyViolation[] {
  if (!DistributedMap.isDistributedMap(node)) return [];
  if (Reflect.get(node, 'resultWriterV2') === undefined || FeatureFlags.of(node).isEnabled(writerFlag) === true)
    return [];
  const { title, fix, severity } = codes.SFN404;
  return [
    {
      ruleName: 'SFN404',
      description: `${title}: ${node.node.id}: CDK leaves its resultWriterV2 out of the definition`,
      fix,
      severity,
      violatingResources: [{ constructPath: node.node.path, locations: ['ResultWriter'] }],
    },
  ];
}

// `index.handler` is the export `handler` of index.js, index.mjs or index.cjs. What lies in a zip is not looked at, nor
// what other runtimes than Node.js make of the name.
function holdsHandler({ code, handler, runtime }: LambdaFunction): boolean {
  if (runtime?.startsWith('nodejs') !== true) return true;
  if (!('directory' in code) || !existsSync(code.directory) || !statSync(code.directory).isDirectory()) return true;
  const dot = handler.lastIndexOf('.');
  const module = dot < 0 ? handler : handler.slice(0, dot);
  return ['.js', '.mjs', '.cjs'].some((extension) => existsSync(join(code.directory, `${module}${extension}`)));
}
