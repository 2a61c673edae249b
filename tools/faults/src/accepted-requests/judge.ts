import type { AcceptedRequestsReport } from './run.ts'

/** Fewer say that the generated requests test the checks of bodies alone, or that orders end for another reason. */
const leastPercent = { accepted: 80, confirmed: 60 } as const

const counted = (name: string, count: number) => (count > 0 ? [`${count} ${name}`] : [])
/** No requests at all are no percentage: that is a fault as well. */
const tooFew = (name: keyof typeof leastPercent, percent: number) =>
  percent >= leastPercent[name]
    ? []
    : [`expected at least ${leastPercent[name]} % ${name}, found ${percent} %`]

/** The faults of a run: none when every order ended as its business said, and enough was accepted and confirmed. */
export function faultsOf(report: AcceptedRequestsReport): readonly string[] {
  const { orders, cancelledTechnically, serverErrors, deadLetters, violated } = report
  return [
    ...counted('orders did not end', orders.open),
    ...counted('orders cancelled for a technical reason', cancelledTechnically),
    ...counted('answers 5xx', serverErrors),
    ...counted('dead letters', deadLetters),
    ...violated,
    ...tooFew('accepted', report.acceptedPercent),
    ...tooFew('confirmed', report.confirmedPercent),
  ]
}
