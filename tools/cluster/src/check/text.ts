import type { CheckResult } from './check.ts'

const mark = (ok: boolean) => (ok ? 'ok  ' : 'FAIL')
const countOf = (all: readonly { readonly ok: boolean }[]) =>
  `${all.filter(({ ok }) => ok).length} of ${all.length}`

/** A line for each order and each answer; of the calls between services those that went wrong. */
export function textOfCheck(url: string, { orders, requests, calls }: CheckResult): string {
  return [
    url,
    ...orders.map(({ orderId, status, confirmMs, shipMs }) =>
      shipMs === null
        ? `${mark(false)}  order ${orderId} is ${status}, expected shipped`
        : `${mark(true)}  order ${orderId} was confirmed after ${confirmMs} ms and is shipped`,
    ),
    ...requests.map(
      ({ request, expected, received, ok }) =>
        `${mark(ok)}  ${request}: ${ok ? received : `expected ${expected}, received ${received}`}`,
    ),
    ...(calls ?? [])
      .filter(({ ok }) => !ok)
      .map(
        ({ from, to, declared, received }) =>
          `${mark(false)}  ${from} calls ${to}, which it ${declared ? 'declares' : 'does not declare'}: ${received}`,
      ),
    calls === null
      ? 'services were not asked to call each other: that needs --context'
      : `${countOf(calls)} calls between services ended as their service.yaml files say`,
  ].join('\n')
}
