import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { athenaQuery, crawlerLoad, type RedshiftLoadProps, redshiftLoad } from './etl-jobs';
import { type EtlPartContext, invokeWith, type MakePart } from './etl-parts';

/** How the result is loaded. */
export class EtlLoad {
  /** An Athena statement such as `INSERT INTO …`. */
  static athena(queryString: string, workGroup = 'primary'): EtlLoad {
    return new EtlLoad('athena', false, ({ scope, output }) =>
      athenaQuery(scope, 'Load', queryString, { workGroup, output }, '$.load'),
    );
  }

  /** A Glue crawler, which is waited for. */
  static crawler(crawlerName: string): EtlLoad {
    return new EtlLoad('crawler', false, ({ scope }) => crawlerLoad(scope, crawlerName));
  }

  /** A statement in Redshift Serverless, which is waited for. */
  static redshift(props: RedshiftLoadProps): EtlLoad {
    return new EtlLoad('redshift', false, ({ scope, fails }) => redshiftLoad(scope, props, fails));
  }

  /** A handler. */
  static handler(entry: string): EtlLoad {
    return new EtlLoad('handler', true, ({ scope, handler }) =>
      invokeWith(scope, 'Load', handler('Load', 'etl/load', entry), '$.load'),
    );
  }

  /** States of your own. */
  static states(chain: sfn.IChainable): EtlLoad {
    return new EtlLoad('states', true, () => chain);
  }

  /** Name of the kind, for errors. */
  readonly kind: string;
  /** Whether it can run in an Express workflow. */
  readonly express: boolean;
  private readonly make: MakePart;

  private constructor(kind: string, express: boolean, make: MakePart) {
    this.kind = kind;
    this.express = express;
    this.make = make;
  }

  /** @internal */
  _states(context: EtlPartContext): sfn.IChainable {
    return this.make(context);
  }
}
