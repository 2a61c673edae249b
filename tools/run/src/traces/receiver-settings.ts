import { CannotRun } from '@stoa/topology'

const endpointName = 'OTEL_EXPORTER_OTLP_ENDPOINT'
const ratioName = 'OTEL_TRACES_SAMPLER_ARG'

/** What the environment says of who receives spans, and of how many traces. */
export interface ReceiverSettings {
  /** The base address, below which `/v1/traces` is; undefined when none is named. */
  readonly endpoint: string | undefined
  /** Share of the traces begun here that are sampled, 0 to 1; undefined: that of the Telemetry resources. */
  readonly ratio: number | undefined
}

/** @throws CannotRun that names the wrong setting */
export function readReceiverSettings(env: NodeJS.ProcessEnv): ReceiverSettings {
  const endpoint = env[endpointName] || undefined
  const fault = endpoint && endpointFault(endpoint)
  if (fault)
    throw new CannotRun(
      `${endpointName}: expected the address of a receiver of OTLP over HTTP, such as http://127.0.0.1:4318, found ${fault}`,
    )
  return { endpoint, ratio: readRatio(env[ratioName]) }
}

/** Envoy and the services append `/v1/traces`, and send neither credentials nor a query. */
function endpointFault(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return endpoint
  const { protocol, pathname, search, hash, username, password } = new URL(endpoint)
  if (protocol === 'https:')
    return 'https; sidecars send spans without TLS, so name a collector on this machine that forwards them'
  if (protocol !== 'http:') return endpoint
  if (username || password) return 'credentials in it'
  if (search || hash) return `${search}${hash} in it`
  if (/\/v1\/traces\/?$/.test(pathname)) return 'the path /v1/traces, which is added to it'
  return undefined
}

function readRatio(given: string | undefined): number | undefined {
  if (!given) return undefined
  const ratio = given.trim() === '' ? Number.NaN : Number(given)
  if (ratio >= 0 && ratio <= 1) return ratio
  throw new CannotRun(`${ratioName}: expected a share from 0 to 1, found ${given}`)
}
