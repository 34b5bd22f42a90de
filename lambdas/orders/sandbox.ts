// Stand-ins for the warehouse, the payment provider and the carrier. They hold no state and ask nobody, so the sample
// runs anywhere; like real providers' sandboxes they react to test data. A production set-up replaces this file by
// clients of the real providers that honour the idempotency key.
//
//   payment token       what happens
//   tok_declined        AuthorizePayment fails with PaymentDeclined
//   tok_throttled       AuthorizePayment is throttled twice and succeeds at the third attempt
//   tok_capture_fails   CapturePayment fails with ProviderFailed: everything is compensated
//   tok_void_fails      as tok_capture_fails, and VoidPayment fails too: a person has to look
//   anything else       succeeds
//
//   sku  test-out-of-stock   ReserveInventory fails with OutOfStock
//   shipTo.country  ZZ       ArrangeShipment fails with AddressRejected
import { createHash } from 'node:crypto';
import { AddressRejected, OutOfStock, PaymentDeclined, ProviderFailed, TooManyRequests } from './errors';

/** A provider's id for what it did under a key: the same key gives the same id. */
function idFor(prefix: string, idempotencyKey: string): string {
  return `${prefix}_${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 16)}`;
}

export const warehouse = {
  reserve(sku: string, quantity: number, key: string): { readonly reservationId: string; readonly quantity: number } {
    if (sku === 'test-out-of-stock') throw new OutOfStock(sku);
    return { reservationId: idFor('rsv', key), quantity };
  },
};

export const payments = {
  authorize(
    token: string,
    amount: number,
    key: string,
    attempt: number,
  ): { readonly authorizationId: string; readonly amount: number } {
    if (token === 'tok_declined') throw new PaymentDeclined('the card issuer declined the payment');
    if (token === 'tok_throttled' && attempt < 2) throw new TooManyRequests('too many requests, try again later');
    return { authorizationId: idFor('auth', key), amount };
  },
  capture(token: string, amount: number, key: string): { readonly captureId: string; readonly amount: number } {
    if (token === 'tok_capture_fails' || token === 'tok_void_fails') {
      throw new ProviderFailed('the payment provider did not answer the capture in time');
    }
    return { captureId: idFor('cap', key), amount };
  },
  void(token: string): void {
    if (token === 'tok_void_fails') throw new ProviderFailed('the payment provider did not answer the void in time');
  },
};

export const carrier = {
  arrange(country: string, key: string): { readonly trackingId: string } {
    if (country === 'ZZ') throw new AddressRejected(`no carrier delivers to ${country}`);
    return { trackingId: idFor('trk', key) };
  },
};
