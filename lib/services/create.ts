// The services of one world, put together: stores that know each other, the performer that tasks are given to, and the
// endpoint that handlers are given.
import type { IncomingMessage } from 'node:http';
import type { TaskPerformer } from '../engine';
import { sdkService } from '../integrations';
import type { Json } from '../json';
import { type AnsweredBy, type Answerer, type Composition, compose } from './answerer';
import type { Api } from './api';
import { ApiGateway, type ApiGatewayOptions } from './apigateway/api-gateway';
import { RestApis } from './apigateway/rest-apis';
import type { Deliveries } from './deliver';
import { Tables } from './dynamodb/tables';
import { Embedded } from './embedded';
import { Endpoint } from './endpoint/endpoint';
import type { WireAnswer } from './endpoint/wire';
import { Buses } from './eventbridge/buses';
import { Connections } from './eventbridge/connections';
import { sfnApi } from './executions';
import { HttpTasks, type HttpTasksOptions } from './http/http-task';
import { SimulatedJobs, type SimulatedJobsOptions } from './jobs/simulated-jobs';
import { invokeApi } from './lambda';
import { type Outbox, OutboxLog } from './outbox';
import type { Executions, Functions } from './ports';
import type { AppResources } from './resources';
import { s3Api } from './s3/api';
import { DirectoryBlobs } from './s3/directory-blobs';
import { MemoryBlobs } from './s3/memory-blobs';
import { Objects } from './s3/objects';
import { ParameterStore, Secrets } from './secrets';
import { ServiceError } from './service-error';
import { Topics } from './sns/topics';
import { pollForFunction } from './sqs/event-source';
import { Queues } from './sqs/queues';
import type { World } from './world';

export interface ServicesOptions {
  readonly world: World;
  /** Lambda functions. @default none: tasks that call functions need a mock */
  readonly functions?: Functions;
  /** State machines that tasks and rules may start. @default none */
  readonly executions?: Executions;
  readonly resources?: AppResources;
  /** Where buckets lie as folders. @default in memory */
  readonly s3Directory?: string;
  /** Asked before the embedded services, in this order: mocks. */
  readonly before?: readonly Answerer[];
  /** Asked after embedded services and simulated jobs: pass-through. */
  readonly after?: readonly Answerer[];
  /** How simulated jobs behave. */
  readonly jobs?: SimulatedJobsOptions['jobs'];
  /** Connections of HTTP tasks, and where their requests go. */
  readonly http?: HttpTasksOptions;
  /** Addresses of APIs that are served elsewhere. */
  readonly apiAddresses?: ApiGatewayOptions['addresses'];
  readonly chosen?: { readonly [service: string]: AnsweredBy };
  readonly onAnswered?: Composition['onAnswered'];
  /** Where a server that listens already serves them; asked for when a queue's URL is made. */
  readonly url?: () => string | undefined;
}

export interface Services {
  readonly performer: TaskPerformer;
  readonly outbox: Outbox;
  /** Objects of S3: Map Runs read and write them. */
  readonly objects: Objects;
  /** The embedded services by their id: `sqs`, `dynamodb`, … */
  readonly apis: ReadonlyMap<string, Api>;
  /** Adds resources of another app. */
  add(resources: AppResources): void;
  /** Puts an event on the default bus, as AWS services do: execution status changes go this way. */
  emit(event: { readonly [member: string]: Json }): void;
  /** Listens for handlers; gives the variables that lead their SDK clients here. @param port @default any free one */
  serve(port?: number): Promise<{ readonly url: string; readonly environment: { readonly [name: string]: string } }>;
  /** Answers one request in the protocol of the service it is for, for a server that listens already. */
  answer(request: IncomingMessage, body: Buffer, requestId: string): Promise<WireAnswer>;
  close(): Promise<void>;
}

/** Services whose endpoint variable is set for handlers. */
const servedServices = ['SQS', 'SNS', 'EVENTBRIDGE', 'DYNAMODB', 'S3', 'SECRETS_MANAGER', 'SSM'];

export function createServices(options: ServicesOptions): Services {
  const { world, functions, executions } = options;
  const outbox = new OutboxLog();
  // SDKs send messages to where a queue's URL points: to AWS only where nothing is served here.
  const url = (): string => endpoint.url ?? options.url?.() ?? `https://sqs.${world.region}.amazonaws.com`;
  const queues = new Queues(world, outbox, url);
  const deliveries = deliver(world, functions, executions, queues, () => ({ topics, buses }));
  const topics = new Topics(world, outbox, deliveries);
  const buses = new Buses(world, outbox, deliveries);
  const connections = new Connections(world);
  const secrets = new Secrets(world);
  const parameters = new ParameterStore(world);
  const tables = new Tables(world, []);
  const objects = new Objects(
    options.s3Directory === undefined ? new MemoryBlobs(world) : new DirectoryBlobs(options.s3Directory),
    world.uuid,
  );
  const all: Api[] = [
    queues,
    topics,
    { id: buses.id, operations: { ...buses.operations, ...connections.operations } },
    tables,
    s3Api(objects),
    secrets,
    parameters,
  ];
  const stepFunctions = sdkService('sfn');
  if (executions !== undefined && stepFunctions !== undefined) all.push(sfnApi(executions, stepFunctions.operations));
  if (functions !== undefined) {
    all.push({ id: 'lambda', operations: { Invoke: (request) => invokeApi(functions, request, world) } });
  }
  const apis = new Map(all.map((api) => [api.id, api]));
  const restApis = new RestApis(world);
  const gateway = new ApiGateway(world, {
    functions,
    apis: restApis,
    ...(options.apiAddresses === undefined ? {} : { addresses: options.apiAddresses }),
  });
  const endpoint = new Endpoint({ apis, objects, functions, executions, restApis, world });
  const embedded = new Embedded({ world, apis, functions, executions });
  const { after = [] } = options;
  const alwaysHere: Answerer[] = [];
  // Whoever brings one of their own does not want ours beside it.
  if (!after.some((one) => one instanceof HttpTasks))
    alwaysHere.push(new HttpTasks(world, options.http, (name) => connections.find(name)));
  if (!after.some((one) => one instanceof SimulatedJobs)) {
    alwaysHere.push(new SimulatedJobs(world, options.jobs === undefined ? {} : { jobs: options.jobs }));
  }
  const stops: (() => void)[] = [];
  const add = (resources: AppResources): void => {
    addResources(resources, { queues, topics, buses, tables, objects, connections, secrets, parameters, restApis });
    for (const { queueArn, functionArn, batchSize = 10 } of resources.eventSources ?? []) {
      const queue = queues.byArn(queueArn);
      if (queue === undefined || functions === undefined) continue;
      stops.push(pollForFunction({ queue, functionArn, batchSize }, queues, functions, world));
    }
  };
  add(options.resources ?? {});
  return {
    performer: compose({
      answerers: [...(options.before ?? []), embedded, gateway, ...alwaysHere, ...after],
      ...(options.chosen === undefined ? {} : { chosen: options.chosen }),
      ...(options.onAnswered === undefined ? {} : { onAnswered: options.onAnswered }),
    }),
    outbox,
    objects,
    apis,
    add,
    emit: (event) => buses.dispatch('default', event),
    async serve(port) {
      const served = await endpoint.listen(port);
      const names = [
        ...servedServices,
        ...(executions === undefined ? [] : ['SFN']),
        ...(functions === undefined ? [] : ['LAMBDA']),
      ];
      return {
        url: served,
        environment: Object.fromEntries(names.map((name) => [`AWS_ENDPOINT_URL_${name}`, served])),
      };
    },
    answer: (request, body, requestId) => endpoint.answer(request, body, requestId),
    close() {
      for (const stop of stops) stop();
      return endpoint.close();
    },
  };
}

interface Stores {
  readonly queues: Queues;
  readonly topics: Topics;
  readonly buses: Buses;
  readonly tables: Tables;
  readonly objects: Objects;
  readonly connections: Connections;
  readonly secrets: Secrets;
  readonly parameters: ParameterStore;
  readonly restApis: RestApis;
}

function addResources(resources: AppResources, stores: Stores): void {
  const { queues, topics, buses, tables, objects } = stores;
  for (const [name, one] of Object.entries(resources.connections ?? {})) stores.connections.ensure(name, one);
  for (const [name, value] of Object.entries(resources.secrets ?? {})) stores.secrets.ensure(name, value);
  for (const [name, value] of Object.entries(resources.parameters ?? {})) stores.parameters.ensure(name, value);
  for (const [apiId, routes] of Object.entries(resources.apis ?? {})) stores.restApis.ensure(apiId, routes);
  for (const table of resources.tables ?? []) tables.ensure(table);
  for (const queue of resources.queues ?? []) queues.ensure(queue.name, queue.attributes);
  for (const bucket of resources.buckets ?? []) objects.blobs.createBucket(bucket);
  for (const topic of resources.topics ?? []) {
    const topicArn = topics.ensure(topic.name, topic.attributes);
    for (const { protocol, endpoint, attributes } of topic.subscriptions ?? [])
      topics.subscribe(topicArn, protocol, endpoint, attributes);
  }
  for (const bus of resources.eventBuses ?? []) buses.ensure(bus);
  for (const rule of resources.rules ?? []) {
    const named = { EventBusName: rule.eventBusName ?? 'default' };
    buses.operations.PutRule?.({
      ...named,
      Name: rule.name,
      State: rule.state ?? 'ENABLED',
      ...(rule.eventPattern === undefined ? {} : { EventPattern: JSON.stringify(rule.eventPattern) }),
      ...(rule.scheduleExpression === undefined ? {} : { ScheduleExpression: rule.scheduleExpression }),
    });
    buses.operations.PutTargets?.({ ...named, Rule: rule.name, Targets: rule.targets });
  }
}

/** Somebody may have subscribed what is no name of a function. */
function exists(functions: Functions, functionArn: string): boolean {
  try {
    return functions.has(functionArn);
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}

/** Where topics and rules send things. What fails there is not the sender's business. */
function deliver(
  world: World,
  functions: Functions | undefined,
  executions: Executions | undefined,
  queues: Queues,
  others: () => { readonly topics: Topics; readonly buses: Buses },
): Deliveries {
  const inBackground = (work: Promise<unknown>): void => {
    const free = world.busy();
    work.then(free, free);
  };
  return {
    queue(queueArn, body, attributes, groupId, deduplicationId) {
      const queue = queues.byArn(queueArn);
      if (queue === undefined) return false;
      const fifo = queue.fifo
        ? { groupId: groupId ?? 'default', deduplicationId }
        : { groupId: undefined, deduplicationId: undefined };
      queue.send({ body, attributes, systemAttributes: {}, delayMs: undefined, ...fifo });
      return true;
    },
    invoke(functionArn, event) {
      if (functions === undefined || !exists(functions, functionArn)) return false;
      const invocation = {
        functionName: functionArn,
        qualifier: undefined,
        payload: JSON.stringify(event),
        clientContext: undefined,
      };
      inBackground(Promise.resolve(functions.invoke(invocation)));
      return true;
    },
    start(stateMachineArn, input) {
      if (executions === undefined || !executions.has(stateMachineArn)) return false;
      inBackground(
        Promise.resolve(
          executions.start({ stateMachineArn, name: undefined, input: JSON.stringify(input), traceHeader: undefined }),
        ),
      );
      return true;
    },
    publish(topicArn, message) {
      const { topics } = others();
      if (!topics.has(topicArn)) return false;
      topics.publish({ TopicArn: topicArn, Message: message });
      return true;
    },
    put(busArn, event) {
      others().buses.dispatch(busArn.slice(busArn.lastIndexOf('/') + 1), event);
      return true;
    },
    post(url, body, headers) {
      inBackground(fetch(url, { method: 'POST', body, headers: { ...headers } }));
    },
  };
}
