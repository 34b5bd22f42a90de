// The world of a run: who answers tasks, and what they leave behind.
import type { TaskPerformer } from '../engine';
import type { Driver, Host, MapRunner } from '../local';
import type { Assignment, SentMessage } from './assignment';
import { CommandError } from './errors';
import type { AnsweredBy } from './steps';

export interface LocalWorld {
  readonly performer: TaskPerformer;
  readonly mapRunner: MapRunner | undefined;
  readonly answeredBy: AnsweredBy;
  attach(driver: Driver): void;
  sent(): readonly SentMessage[];
  close(): Promise<void>;
}

export async function openWorld(_assignment: Assignment, _host: Host): Promise<LocalWorld> {
  throw new CommandError('CLI302', 'tasks are not wired yet');
}
