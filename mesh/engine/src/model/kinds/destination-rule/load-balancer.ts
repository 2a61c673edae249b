import { z } from 'zod'
import { duration } from '../../duration.ts'
import { text } from '../common.ts'
import { duplicates, reportViolations, violationIf } from '../violations.ts'
import { localityLbSetting, zoneAwareLbSetting } from './locality.ts'

const size = z.int().min(0)
const attribute = z.strictObject({ name: text, value: z.string().optional() })

/** `0s` means a session cookie. */
const lifetime = z.union([z.literal(['0s', '0']).transform(() => 0), duration])

const cookie = z.strictObject({
  name: text,
  path: z.string().optional(),
  ttl: lifetime.optional(),
  attributes: z
    .array(attribute)
    .superRefine(
      reportViolations((list) =>
        duplicates(list.map(({ name }) => name)).flatMap((name) =>
          violationIf(true, `duplicate cookie attribute name: ${name}`),
        ),
      ),
    )
    .optional(),
})

const isPrime = (value: number): boolean => {
  for (let factor = 2; factor * factor <= value; factor += 1) if (value % factor === 0) return false
  return value > 0
}

const consistentHash = z
  .strictObject({
    httpHeaderName: z.string().optional(),
    httpCookie: cookie.optional(),
    useSourceIp: z.boolean().optional(),
    httpQueryParameterName: z.string().optional(),
    ringHash: z.strictObject({ minimumRingSize: size.optional() }).optional(),
    maglev: z
      .strictObject({
        tableSize: size
          .refine((value) => value < 5_000_011, {
            message: 'tableSize must be less than 5000011 for maglev',
          })
          .refine(isPrime, { message: 'tableSize must be a prime number for maglev' }),
      })
      .optional(),
    minimumRingSize: size.optional(),
  })
  .superRefine(
    reportViolations(({ ringHash, maglev, minimumRingSize, ...keys }) => [
      ...violationIf(
        Object.values(keys).filter((key) => key !== undefined).length > 1,
        'only one hash key can be set',
      ),
      ...violationIf(
        ringHash !== undefined && maglev !== undefined,
        'must have only one of ringHash and maglev',
      ),
      ...violationIf(
        Boolean(minimumRingSize) && (ringHash ?? maglev) !== undefined,
        'only one of MinimumRingSize or Maglev/Ringhash can be specified',
      ),
    ]),
  )

const warmup = z.strictObject({
  duration,
  minimumPercent: z.number().min(0).max(100).optional(),
  aggression: z.number().gt(0).optional(),
})

export const loadBalancer = z
  .strictObject({
    simple: z
      .enum(['UNSPECIFIED', 'LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'ROUND_ROBIN', 'LEAST_REQUEST'])
      .optional(),
    consistentHash: consistentHash.optional(),
    localityLbSetting: localityLbSetting.optional(),
    zoneAwareLbSetting: zoneAwareLbSetting.optional(),
    warmupDurationSecs: duration.optional(),
    warmup: warmup.optional(),
  })
  .superRefine(
    reportViolations((value) => [
      ...violationIf(
        value.simple !== undefined && value.consistentHash !== undefined,
        'must have only one of simple and consistentHash',
      ),
      ...violationIf(
        value.localityLbSetting !== undefined && value.zoneAwareLbSetting !== undefined,
        'only one of localityLbSetting and zoneAwareLbSetting can be set',
      ),
    ]),
  )

export type LoadBalancer = z.output<typeof loadBalancer>
export type ConsistentHash = z.output<typeof consistentHash>
