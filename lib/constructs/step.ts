import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { TaskHandlerOptions } from './handlers/task-handlers';
import type { IWorkflow } from './workflow/workflow-base';

/** An AWS API call that fills a slot. */
export interface ServiceStepOptions {
  /** Service as in the SDK for JavaScript, e.g. `ses`. */
  readonly service: string;
  /** API action, e.g. `sendEmail`. */
  readonly action: string;
  /** Its parameters; JSONata in `{% %}`. @default {} */
  readonly parameters?: { [name: string]: unknown };
  /** What the role is allowed to do it on. */
  readonly resources: string[];
  /** IAM action. @default - that of service and action */
  readonly iamAction?: string;
  /** JSONata for what is kept as the result. @default - the whole answer */
  readonly result?: string;
}

/** What a pattern gives to a step that is put into a slot. */
export interface StepContext {
  /** Where states are made. */
  readonly scope: Construct;
  /** The slot. */
  readonly slot: string;
  /** Makes a function from a source. */
  handler(name: string, options: TaskHandlerOptions): lambda.IFunction;
  /** Makes a state that calls a function in the pattern's way and keeps its result under its name. */
  invoke(name: string, handler: lambda.IFunction): sfn.IChainable;
  /** What a state of this name assigns to keep its result. */
  keep(name: string, result: string): { [variable: string]: unknown };
}

type Bind = (context: StepContext) => sfn.IChainable | undefined;

/** What fills a slot of a pattern. */
export class Step {
  /** A Lambda function made from a source file; it is given what the pattern's own handlers are given. */
  static handler(name: string, options: TaskHandlerOptions): Step {
    return new Step((context) => context.invoke(name, context.handler(name, options)));
  }

  /** A Lambda function that is there. */
  static lambda(name: string, handler: lambda.IFunction): Step {
    return new Step((context) => context.invoke(name, handler));
  }

  /** States of your own; they see the pattern's variables. */
  static states(chain: sfn.IChainable): Step {
    return new Step(() => chain);
  }

  /** Another workflow, whose result is waited for. @param input JSON value with JSONata inside */
  static workflow(name: string, workflow: IWorkflow, input: unknown = '{% $states.input %}'): Step {
    return new Step(({ scope, keep }) =>
      tasks.StepFunctionsStartExecution.jsonata(scope, name, {
        stateMachine: workflow.startTarget,
        integrationPattern: sfn.IntegrationPattern.RUN_JOB,
        input:
          typeof input === 'string'
            ? sfn.TaskInput.fromText(input)
            : sfn.TaskInput.fromObject(input as { [key: string]: unknown }),
        assign: keep(name, '$states.result.Output'),
        outputs: '{% $states.result.Output %}',
      }),
    );
  }

  /** One call of an AWS API. */
  static service(name: string, options: ServiceStepOptions): Step {
    return new Step(({ scope, keep }) => {
      const result = options.result ?? '$states.result';
      return tasks.CallAwsService.jsonata(scope, name, {
        service: options.service,
        action: options.action,
        iamResources: options.resources,
        parameters: options.parameters ?? {},
        assign: keep(name, result),
        outputs: `{% ${result} %}`,
        ...(options.iamAction !== undefined && { iamAction: options.iamAction }),
      });
    });
  }

  /** Nothing: the slot is left out. */
  static none(): Step {
    return new Step(() => undefined);
  }

  private readonly make: Bind;

  private constructor(make: Bind) {
    this.make = make;
  }

  /** @internal */
  _bind(context: StepContext): sfn.IChainable | undefined {
    return this.make(context);
  }
}
