// What the parts of EtlPipeline (transform, quality, load) are given and share. Each is given where to make states and what
// is there, and answers with the states; the pipeline links them.
import { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/** What a pipeline offers to its parts. */
export interface EtlPartContext {
  readonly scope: Construct;
  /** Where results are written; none in an Express pipeline. */
  readonly output: s3.IBucket | undefined;
  readonly express: boolean;
  /** Takes a state in which the part fails, with `$.error` set; the pipeline goes on from there. */
  fails(state: sfn.Pass): void;
  /** Makes a function from a source, or from the package's default of that name. */
  handler(
    name: string,
    folder: string,
    entry: string | undefined,
    environment?: { readonly [name: string]: string },
  ): lambda.IFunction;
}

/** A part of the pipeline: of some kind, and states when the pipeline asks for them. */
export abstract class EtlPart {
  /** Name of the kind, for errors. */
  readonly kind: string;
  /** Whether it can run in an Express workflow. */
  readonly express: boolean;
  private readonly make: (context: EtlPartContext) => sfn.IChainable;

  protected constructor(kind: string, express: boolean, make: (context: EtlPartContext) => sfn.IChainable) {
    this.kind = kind;
    this.express = express;
    this.make = make;
  }

  /** @internal */
  _states(context: EtlPartContext): sfn.IChainable {
    return this.make(context);
  }
}

/** A state that calls a handler with everything so far and puts its answer at a path. */
export function invokeWith(
  scope: Construct,
  name: string,
  lambdaFunction: lambda.IFunction,
  resultPath: string,
): tasks.LambdaInvoke {
  return new tasks.LambdaInvoke(scope, name, {
    lambdaFunction,
    payload: sfn.TaskInput.fromJsonPathAt('$'),
    resultSelector: { 'value.$': '$.Payload' },
    resultPath,
  });
}

/** A state that calls a handler of the pattern, whose plain answer it puts at a path. */
export function invokePlainly(
  { scope, express }: Pick<EtlPartContext, 'scope' | 'express'>,
  props: {
    readonly name: string;
    readonly comment: string;
    readonly handler: lambda.IFunction;
    readonly resultPath: string;
  },
): tasks.LambdaInvoke {
  const invoke = new tasks.LambdaInvoke(scope, props.name, {
    comment: props.comment,
    lambdaFunction: props.handler,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: props.resultPath,
  });
  return invoke.addRetry(lambdaRetry(express)) as tasks.LambdaInvoke;
}

/** Retries of what is only for the moment; Express has five minutes for everything. */
export function lambdaRetry(express: boolean): sfn.RetryProps {
  return {
    errors: [
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ],
    interval: Duration.seconds(express ? 1 : 2),
    maxAttempts: express ? 2 : 6,
    backoffRate: 2,
    jitterStrategy: sfn.JitterType.FULL,
  };
}
