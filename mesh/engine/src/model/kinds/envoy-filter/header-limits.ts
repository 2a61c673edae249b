import { z } from 'zod'

/** The limits of a connection manager on the headers of a request: how many, and how many KiB in all. */
export const headerLimits = z.strictObject({
  common_http_protocol_options: z
    .strictObject({ max_headers_count: z.int().min(1).max(0xff_ff_ff_ff).optional() })
    .optional(),
  max_request_headers_kb: z.int().min(1).max(8192).optional(),
})
