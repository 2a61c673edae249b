import { z } from 'zod'
import { reportViolations, type Violation, violationIf } from '../violations.ts'

const weightOf = z
  .int()
  .min(1, 'locality weight must be in range [1, 100]')
  .max(100, 'locality weight must be in range [1, 100]')

const distribute = z.strictObject({
  from: z.string(),
  to: z
    .record(z.string(), weightOf)
    .superRefine(reportViolations((to) => localityViolations(Object.keys(to))))
    .superRefine(
      reportViolations((to) => {
        const total = Object.values(to).reduce((sum, weight) => sum + weight, 0)
        return violationIf(total !== 100, `total locality weight ${total} != 100`)
      }),
    ),
})

const failover = z
  .strictObject({ from: z.string(), to: z.string() })
  .superRefine(
    reportViolations(({ from, to }) => [
      ...violationIf(from === to, 'locality lb failover settings must specify different regions'),
      ...violationIf(`${from}${to}`.includes('/'), 'locality lb failover only specify region'),
      ...violationIf(
        `${from}${to}`.includes('*'),
        "locality lb failover region should not contain '*' wildcard",
      ),
    ]),
  )

const topology = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
]

/** Localities must not overlap. */
function localityViolations(localities: readonly string[]): readonly Violation[] {
  return localities.flatMap((locality, index) => {
    if (/\*./.test(locality))
      return violationIf(
        true,
        `locality ${locality} wildcard '*' number can not exceed 1 and must be in the end`,
      )
    if (locality.split('/', 3).includes(''))
      return violationIf(
        true,
        `locality ${locality} must not contain empty region/zone/subzone info`,
      )
    return violationIf(
      localities.slice(0, index).some((earlier) => overlap(earlier, locality)),
      `locality ${locality} overlap with previous specified ones`,
    )
  })
}

const overlap = (a: string, b: string): boolean => {
  const [left, right] = [a.split('/'), b.split('/')]
  return left.every((part, index) => {
    const other = right[index]
    return other === undefined || part === '*' || other === '*' || part === other
  })
}

export const localityLbSetting = z
  .strictObject({
    distribute: z.array(distribute).optional(),
    failover: z.array(failover).optional(),
    failoverPriority: z.array(z.string()).optional(),
    enabled: z.boolean().optional(),
  })
  .superRefine(
    reportViolations(({ distribute = [], failover = [], failoverPriority = [] }) => [
      ...violationIf(
        distribute.length > 0 && failover.length > 0,
        "can not simultaneously specify 'distribute' and 'failover'",
      ),
      ...violationIf(
        failover.length > 0 && failoverPriority.some((name) => topology.includes(name)),
        "can not simultaneously set 'failover' and a topology label in 'failoverPriority'",
        'failoverPriority',
      ),
      ...localityViolations(distribute.map(({ from }) => from)).map((one) => ({
        ...one,
        path: ['distribute'],
      })),
    ]),
  )

export const zoneAwareLbSetting = z.strictObject({
  enabled: z.boolean().optional(),
  failover: z.array(failover).optional(),
  failoverPriority: z
    .array(
      z.string().refine((name) => !topology.includes(name), {
        message: 'region- and zone-level routing are handled automatically',
      }),
    )
    .optional(),
  minClusterSize: z.int().min(0).optional(),
})

export type LocalityLbSetting = z.output<typeof localityLbSetting>
