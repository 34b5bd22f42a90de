// The errors that the workflow tells apart by name: Lambda reports an error's `name` as errorType, Retry and Catch match it.

/** Base of errors after which nothing has happened: the state's own compensation is not needed. */
class TaskError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The order cannot be processed as it is. */
export class InvalidOrder extends TaskError {
  constructor(message: string) {
    super('InvalidOrder', message);
  }
}

/** Less is in stock than was ordered. */
export class OutOfStock extends TaskError {
  constructor(sku: string) {
    super('OutOfStock', `${sku} is out of stock`);
  }
}

/** The card issuer said no. */
export class PaymentDeclined extends TaskError {
  constructor(message: string) {
    super('PaymentDeclined', message);
  }
}

/** The carrier does not deliver there. */
export class AddressRejected extends TaskError {
  constructor(message: string) {
    super('AddressRejected', message);
  }
}

/** The provider asks to come back later; the workflow retries this with a growing interval. */
export class TooManyRequests extends TaskError {
  constructor(message: string) {
    super('TooManyRequests', message);
  }
}

/** The provider failed and it is not known whether it did what it was asked: the workflow compensates. */
export class ProviderFailed extends TaskError {
  constructor(message: string) {
    super('ProviderFailed', message);
  }
}

/** The effect was cancelled by its compensation before this attempt could record it. */
export class EffectCancelled extends TaskError {
  constructor(key: string) {
    super('EffectCancelled', `${key} was compensated already`);
  }
}
