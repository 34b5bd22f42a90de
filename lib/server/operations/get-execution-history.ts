import { awsEventsText } from '../../history';
import { ApiError, pageOf, parseStatesArn } from '../../local';
import { JsonText } from '../protocol';
import type { Operation } from './operation';

export const getExecutionHistory: Operation<'GetExecutionHistory'> = (request, { local }) => {
  const { executionArn = '', reverseOrder = false, includeExecutionData = true } = request;
  parseStatesArn(executionArn, 'execution');
  const history = local.executions.history(executionArn);
  const page = pageOf(
    `history/${executionArn}/${reverseOrder}`,
    request,
    (after) => slice(history, after, reverseOrder),
    ({ id }) => String(id),
  );
  const events = awsEventsText(page.items, { includeExecutionData });
  const token = page.nextToken === undefined ? '' : `,"nextToken":${JSON.stringify(page.nextToken)}`;
  return new JsonText(`{"events":${events}${token}}`);
};

/** Event n stands at place n - 1. */
function* slice<T extends { readonly id: number }>(events: readonly T[], after: string | undefined, reverse: boolean) {
  const last = after === undefined ? undefined : Number(after);
  if (last !== undefined && !Number.isInteger(last))
    throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  if (reverse) for (let i = (last ?? events.length + 1) - 2; i >= 0; i--) yield events[i] as T;
  else for (let i = last ?? 0; i < events.length; i++) yield events[i] as T;
}
