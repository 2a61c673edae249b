import { type Board, query, type Row, table, timeseries } from '../build/index.ts'
import { servicesApart } from './expressions.ts'

const by = 'slo, service, owner'
const budgetLeft = `max by (${by}) (slo:budget_left:ratio)`
const burn = (window: string) => servicesApart(`max by (${by}) (slo:burn_rate:ratio${window})`)

/** The edge is no service. */
const linksByName = { 'edge-availability': [] }

const budgets: Row = {
  title: 'What is left of the error budgets?',
  first:
    '**First:** the objective with the least budget left. Below 0 it is missed over 30 days: its owner stops changes that can wait. `npx stoa slo` prints the same.',
  lines: [
    [
      table({
        title: 'Objectives',
        about:
          'From the service.yaml files. A burn rate of 1 spends the budget in exactly 30 days.',
        rows: { slo: 'Objective', service: 'Service', part: 'Other part', owner: 'Owner' },
        services: ['service'],
        columns: [
          {
            title: 'Target',
            unit: 'ratio',
            expr: servicesApart(`max by (${by}) (slo:objective:ratio)`),
          },
          {
            title: 'Reached in 30 days',
            unit: 'ratio',
            expr: servicesApart(`1 - max by (${by}) (slo:errors:ratio30d)`),
          },
          {
            title: 'Budget left',
            unit: 'ratio',
            expr: servicesApart(budgetLeft),
            limits: { warning: 0.25, bad: 0, below: true },
          },
          {
            title: 'Burn rate, 1 h',
            unit: 'ratio',
            expr: burn('1h'),
            limits: { warning: 6, bad: 14.4 },
          },
          {
            title: 'Burn rate, 6 h',
            unit: 'ratio',
            expr: burn('6h'),
            limits: { warning: 1, bad: 6 },
          },
          { title: 'Burn rate, 3 d', unit: 'ratio', expr: burn('3d'), limits: { warning: 1 } },
        ],
        sortBy: 'Burn rate, 1 h',
      }),
    ],
  ],
}

const burning: Row = {
  title: 'How fast do they burn?',
  first:
    '**First:** the left panel: above its line someone is woken, because 2 % of the budget went within an hour. The right one opens tickets.',
  lines: [
    [
      timeseries({
        title: 'Burn rate of the last hour',
        unit: 'ratio',
        about: 'How many times faster than allowed.',
        queries: [query('slo:burn_rate:ratio1h', '{{slo}}')],
        linksByName,
        alerts: ['AvailabilityBurnFast'],
      }),
      timeseries({
        title: 'Burn rate of the last day',
        unit: 'ratio',
        about: 'How many times faster than allowed.',
        queries: [query('slo:burn_rate:ratio1d', '{{slo}}')],
        linksByName,
        alerts: ['AvailabilityBurnSlow'],
      }),
      timeseries({
        title: 'Budget left',
        unit: 'ratio',
        about: 'Of 30 days, or of what Prometheus has kept.',
        queries: [query(budgetLeft, '{{slo}}')],
        linksByName,
      }),
    ],
    [
      timeseries({
        title: 'Events',
        unit: 'requests or batches or orders',
        about: 'What the objectives count, in 5 minutes. An objective without events cannot burn.',
        queries: [query('slo:events:increase5m', '{{slo}}')],
        linksByName,
      }),
      timeseries({
        title: 'Bad events',
        unit: 'requests or batches or orders',
        about: 'Those that failed or were late, in 5 minutes.',
        queries: [query('slo:bad:increase5m', '{{slo}}')],
        linksByName,
      }),
    ],
  ],
}

export const slo: Board = {
  uid: 'stoa-slo',
  title: 'SLOs and error budgets',
  about: 'Which objectives are kept, what is left of their budgets, and how fast are they spent?',
  rows: [budgets, burning],
}
