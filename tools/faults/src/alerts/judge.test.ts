import { expect, it } from 'vitest'
import { judge, type Sighting } from './judge.ts'

const seen = (alert: string, service: string, severity = 'page', afterSeconds = 2): Sighting => ({
  ...{ alert, severity, afterSeconds },
  labels: { alertname: alert, service, severity },
})
const meant = { alert: 'ServiceDown', labels: { service: 'orders' } }
const down = seen('ServiceDown', 'orders')
const emptyPanels: readonly string[] = []
const burntBudgets: readonly string[] = []
const page = seen('ServiceDown', 'orders', 'page', 3)

it('a fault whose own alert fires and pages is as meant, whatever else fires without a page', () => {
  const consequence = seen('EdgeErrors', '')
  expect(
    judge('kill', meant, {
      fired: [consequence, down],
      pages: [page],
      healedAfter: 9,
      ...{ emptyPanels, burntBudgets },
    }),
  ).toEqual({
    ...{ fault: 'kill', meant: 'ServiceDown orders', firedAfter: 2, pagedAfter: 3, healedAfter: 9 },
    ...{ otherPages: [], alsoFired: ['EdgeErrors'], emptyPanels: [], burntBudgets: [], ok: true },
  })
})

it.each<[string, readonly Sighting[], readonly Sighting[], object]>([
  ['an alert that did not fire', [], [], { firedAfter: null }],
  [
    'the same alert about another service',
    [seen('ServiceDown', 'catalog')],
    [],
    { firedAfter: null, alsoFired: ['ServiceDown catalog'] },
  ],
  ['an alert that fired and did not page', [down], [], { firedAfter: 2, pagedAfter: null }],
  [
    'a page that is not meant',
    [down, seen('EdgeErrors', '')],
    [page, seen('EdgeErrors', '')],
    { otherPages: [{ alert: 'EdgeErrors', after: 2 }], alsoFired: [] },
  ],
])('%s is a failure', (_, fired, pages, report) => {
  expect(
    judge('kill', meant, { fired, pages, healedAfter: 9, emptyPanels, burntBudgets }),
  ).toMatchObject({
    ...report,
    ok: false,
  })
})

it('a ticket needs no page', () => {
  const ticket = { alert: 'DeniedCalls', labels: { destination: 'orders' } }
  const fired = {
    ...seen('DeniedCalls', '', 'ticket'),
    labels: { source: 'customers', destination: 'orders' },
  }
  expect(
    judge('denied', ticket, {
      fired: [fired],
      pages: [],
      healedAfter: 9,
      emptyPanels,
      burntBudgets,
    }),
  ).toMatchObject({
    ok: true,
    pagedAfter: null,
  })
})

it('a panel that stays empty although the fault should fill it is a failure', () => {
  const panels = ['Mesh / Retries']
  expect(
    judge('kill', meant, {
      fired: [down],
      pages: [page],
      healedAfter: 9,
      emptyPanels: panels,
      burntBudgets,
    }),
  ).toMatchObject({ ok: false, emptyPanels: panels, burntBudgets })
})

it('an error budget that does not come back is a failure', () => {
  const report = judge('kill', meant, {
    ...{ fired: [down], pages: [page], healedAfter: 9, emptyPanels },
    burntBudgets: ['checkout'],
  })
  expect(report).toMatchObject({ ok: false, burntBudgets: ['checkout'] })
})
