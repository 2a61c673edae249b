import { z } from 'zod'
import { duration } from '../../duration.ts'
import { faultPercent } from '../percent.ts'
import { reportReason, reportViolations, violationIf } from '../violations.ts'

const grpcStatuses = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
]

/** The number of a gRPC status by its name; -1 for an unknown name. */
export const grpcStatusNumber = (name: string): number => grpcStatuses.indexOf(name)

/** Istio documents 200-599 and also accepts 600; Envoy rejects it, and so does this schema. */
export const httpStatus = z.int().refine((status) => status >= 200 && status < 600, {
  message: 'HTTP status is not in range 200-599',
})

const delay = z
  .strictObject({
    percent: z.int().min(0).max(100).optional(),
    percentage: faultPercent.optional(),
    fixedDelay: duration.optional(),
    exponentialDelay: z.never({ error: 'exponentialDelay not supported yet' }).optional(),
  })
  .refine(({ fixedDelay }) => fixedDelay !== undefined, { message: 'fixedDelay is required' })

const abort = z
  .strictObject({
    percentage: faultPercent.optional(),
    httpStatus: httpStatus.optional(),
    grpcStatus: z
      .string()
      .superRefine(
        reportReason((name) =>
          grpcStatusNumber(name) < 0 ? `gRPC status "${name}" is not supported` : undefined,
        ),
      )
      .optional(),
    http2Error: z.never({ error: 'HTTP/2 abort fault injection not supported yet' }).optional(),
  })
  .superRefine(
    reportViolations(({ httpStatus: http, grpcStatus: grpc }) => [
      ...violationIf(
        http === undefined && grpc === undefined,
        'abort configured, but error type not set',
      ),
      ...violationIf(
        http !== undefined && grpc !== undefined,
        'must have only one of httpStatus and grpcStatus',
      ),
    ]),
  )

export const faultInjection = z
  .strictObject({ delay: delay.optional(), abort: abort.optional() })
  .refine((value) => value.delay !== undefined || value.abort !== undefined, {
    message: 'HTTP fault injection must have an abort and/or a delay',
  })

export type FaultInjection = z.output<typeof faultInjection>
