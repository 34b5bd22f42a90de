import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { athenaQuery, crawlerLoad, type RedshiftLoadProps, redshiftLoad } from './etl-jobs';
import { EtlPart, invokeWith } from './etl-parts';

/** How the result is loaded. */
export class EtlLoad extends EtlPart {
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
}
