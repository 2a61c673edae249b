import { z } from 'zod'
import { reportReason } from './violations.ts'

const known = {
  TCP: 'tcp',
  UDP: 'udp',
  TLS: 'tls',
  HTTPS: 'tls',
  HTTP: 'http',
  HTTP2: 'http',
  HTTP_PROXY: 'http',
  GRPC: 'http',
  'GRPC-WEB': 'http',
  MONGO: 'tcp',
  REDIS: 'tcp',
  MYSQL: 'tcp',
} as const

type Family = (typeof known)[keyof typeof known]

const isKnown = (text: string): text is keyof typeof known => Object.hasOwn(known, text)

/** The protocol family of a protocol; undefined when Istio does not know it. */
export function familyOf(protocol: string): Family | undefined {
  const upper = protocol.toUpperCase()
  return isKnown(upper) ? known[upper] : undefined
}

export const isHttp = (protocol: string): boolean => familyOf(protocol) === 'http'
export const isTls = (protocol: string): boolean => familyOf(protocol) === 'tls'
export const isHttp2 = (protocol: string): boolean =>
  ['HTTP2', 'GRPC', 'GRPC-WEB'].includes(protocol.toUpperCase())

/** A protocol name; an empty one leaves it to detection. */
export const protocol = z
  .string()
  .superRefine(
    reportReason((text) =>
      text === '' || familyOf(text) !== undefined ? undefined : `unsupported protocol: ${text}`,
    ),
  )
