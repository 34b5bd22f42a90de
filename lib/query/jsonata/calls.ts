// Functions as values and what happens when one is called.
// C1  A call in tail position is handed back to the caller's loop instead of being made, so tail recursion needs no stack.
// C2  A lambda's body counts its depth on from the call; built-in functions do not add depth of their own.
import { JsonataFailure } from './failure';
import { machine } from './machine';
import type { Code } from './place';
import { emptySlots, Frame } from './scope';
import type { SignatureCheck } from './signature';
import { Callable, Special, type Value } from './value';

/** A call in tail position, to be made by whoever called the lambda. */
export class TailCall extends Special {
  readonly target: Value;
  readonly args: readonly Value[];
  readonly token: string | undefined;

  constructor(target: Value, args: readonly Value[], token: string | undefined) {
    super();
    this.target = target;
    this.args = args;
    this.token = token;
  }
}

/** What a lambda is compiled to. */
export interface LambdaCode {
  readonly body: Code;
  readonly arity: number;
  /** Where the arguments go; two parameters of one name share a slot. */
  readonly slots: readonly number[];
  /** Slots of its frame: the parameters and the names that its body binds. */
  readonly size: number;
  readonly cost: number;
  readonly signature: SignatureCheck | undefined;
  /** Ends the evaluation if the body goes too deep for certain. */
  readonly checkDepth: () => void;
}

export class Lambda extends Callable {
  readonly arity: number;
  readonly code: LambdaCode;
  readonly context: Value;
  readonly frame: Frame;

  constructor(code: LambdaCode, context: Value, frame: Frame) {
    super();
    this.arity = code.arity;
    this.code = code;
    this.context = context;
    this.frame = frame;
  }

  /** Runs the body. May give a TailCall. */
  enter(args: readonly Value[]): Value {
    const { code } = this;
    machine.spend(code.cost);
    code.checkDepth();
    const slots = code.size === 0 ? [] : emptySlots(code.size);
    for (let i = 0; i < code.arity; i++) slots[code.slots[i] as number] = args[i];
    return code.body(this.context, new Frame(this.frame, slots));
  }
}

/** A built-in function. Where its signature says array, it gets an array and never a sequence. */
export class Native extends Callable {
  /** The name in error texts. */
  readonly name: string | undefined;
  readonly arity: number;
  readonly signature: SignatureCheck | undefined;
  readonly run: (...args: Value[]) => Value;

  constructor(
    name: string | undefined,
    arity: number,
    signature: SignatureCheck | undefined,
    run: (...args: Value[]) => Value,
  ) {
    super();
    this.name = name;
    this.arity = arity;
    this.signature = signature;
    this.run = run;
  }
}

/** A function that knows itself what to do with its arguments. */
export abstract class Applicable extends Callable {
  abstract apply(args: readonly Value[]): Value;
}

/** A function some of whose arguments are given already. */
export class Partial extends Callable {
  readonly arity: number;
  readonly target: Callable;
  /** The given arguments; `open` marks the places of those still to come. */
  readonly given: readonly (Value | typeof open)[];

  constructor(target: Callable, given: readonly (Value | typeof open)[]) {
    super();
    this.target = target;
    this.given = given;
    this.arity = given.filter((argument) => argument === open).length;
  }

  complete(args: readonly Value[]): Value[] {
    let next = 0;
    return this.given.map((argument) => (argument === open ? args[next++] : (argument as Value)));
  }
}

export const open = Symbol('open');

/** `f ~> g` for two functions. */
export class Composition extends Callable {
  readonly arity = 1;
  readonly first: Callable;
  readonly second: Callable;

  constructor(first: Callable, second: Callable) {
    super();
    this.first = first;
    this.second = second;
  }
}

/** Calls a function. `context` stands in for a missing argument where the signature allows it. */
export function call(target: Value, args: readonly Value[], context: Value): Value {
  let result = callOnce(target, args, context);
  while (result instanceof TailCall) {
    const next = result;
    try {
      result = callOnce(next.target, next.args, context);
    } catch (failure) {
      if (failure instanceof JsonataFailure) failure.token ??= next.token;
      throw failure;
    }
  }
  return result;
}

function callOnce(target: Value, args: readonly Value[], context: Value): Value {
  if (target instanceof Lambda) {
    const { signature } = target.code;
    return target.enter(signature === undefined ? args : signature.validate(args, context));
  }
  if (target instanceof Native) return runNative(target, args, context);
  if (target instanceof Partial) return callPartial(target, args);
  if (target instanceof Applicable) return target.apply(args);
  if (target instanceof Composition) return call(target.second, [call(target.first, args, null)], null);
  throw new JsonataFailure('T1006');
}

function runNative(target: Native, args: readonly Value[], context: Value): Value {
  const { signature } = target;
  try {
    const checked = signature === undefined ? args : signature.validate(args, context);
    return finite(target.run(...checked));
  } catch (failure) {
    if (failure instanceof JsonataFailure) failure.token ??= target.name;
    throw failure;
  }
}

/** The signature of a lambda was meant for all of its arguments and is not asked again. */
function callPartial(target: Partial, args: readonly Value[]): Value {
  const all = target.complete(args);
  return target.target instanceof Lambda ? target.target.enter(all) : call(target.target, all, null);
}

/** Takes note of numbers that JSON cannot write. */
export function finite(value: Value): Value {
  if (typeof value === 'number' && !Number.isFinite(value)) machine.unwritable = true;
  return value;
}

/** Calls a function for a higher-order one, with as many of the arguments as it takes. */
export function callBack(target: Callable, ...args: Value[]): Value {
  machine.spend(1);
  const taken = target.arity >= args.length ? args : args.slice(0, Math.max(target.arity, 1));
  return call(target, taken, null);
}
