import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { CannotRun } from '@stoa/topology'
import { z } from 'zod'
import type { AccessRequest, Token } from '../evaluate/access-request.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { PolicyPart, Verdict } from '../evaluate/verdict.ts'
import { parseMesh } from '../model/parse-mesh.ts'
import { pairOf, policiesOf, principalOf, serverOf } from './arguments.ts'
import type { Subcommand } from './subcommand.ts'

const usage = `usage: stoa mesh ask --from CALLER --to SERVICE [--method GET] [--path /] [options]

Evaluates one request against the policies, without a running mesh.
  --from CALLER     a service of this platform, edge, nobody (no certificate), namespace/name, or a complete principal
  --to SERVICE      a service of this platform, nats, edge, or namespace/name with --port
  --method, --path  of the request (default GET /)
  --host HOST       the authority (default: the service's name)
  --header k=v      of the request, may be repeated
  --jwt FILE        claims of a valid token as JSON; with --expired, of an expired one
  --port N          the workload's port, when there is no service.yaml
  --label k=v       of the workload, may be repeated
  --tcp             a TCP connection instead of a request
  --ip, --remote-ip addresses of the caller (default 127.0.0.1)
  --sni NAME        server name in the TLS handshake
  --authorizer deny answer of an external authorizer (default allow)
  --mesh DIR        folder of policies (default mesh/istio)
  --json            the verdict: {"decision","status","closed","stage","reason","by","misses",…}

exit status: 0 allowed, 1 denied, 2 invalid arguments or refused policies`

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true, default: [] as string[] } as const
const flag = { type: 'boolean', default: false } as const
const textOr = <const T extends string>(value: T) => ({ type: 'string', default: value }) as const
const options = {
  ...{ from: text, to: text, host: text, jwt: text, port: text, sni: text, mesh: text },
  ...{
    method: textOr('GET'),
    path: textOr('/'),
    ip: textOr('127.0.0.1'),
    authorizer: textOr('allow'),
  },
  ...{ 'remote-ip': text, header: texts, label: texts, tcp: flag, expired: flag, json: flag },
}

async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options })
  const { from, to } = values
  if (from === undefined || to === undefined) throw new CannotRun('--from and --to are required')
  const model = await parseMesh(policiesOf(values.mesh))
  const protocol = values.tcp ? 'tcp' : undefined
  const server = serverOf(to, { port: values.port, labels: values.label, protocol })
  const headers = values.header
    .map(pairOf('--header'))
    .map(([name, value]) => [name.toLowerCase(), value])
  const accessRequest: AccessRequest = {
    server,
    client: {
      principal: principalOf(from, model.settings),
      ip: values.ip,
      remoteIp: values['remote-ip'],
      sni: values.sni,
    },
    ...(server.protocol === 'http'
      ? {
          request: {
            method: values.method,
            path: values.path,
            host: values.host ?? to.split('/').at(-1) ?? to,
            headers: Object.fromEntries(headers),
            tokens: values.jwt === undefined ? [] : [await tokenOf(values.jwt, values.expired)],
          },
        }
      : {}),
    authorizer: values.authorizer === 'deny' ? 'deny' : 'allow',
  }
  const verdict = evaluate(model, accessRequest)
  process.stdout.write(`${values.json ? JSON.stringify(verdict) : describe(verdict)}\n`)
  return verdict.decision === 'allow' ? 0 : 1
}

async function tokenOf(file: string, expired: boolean): Promise<Token> {
  const written = await readFile(file, 'utf8').catch(() => {
    throw new CannotRun(`--jwt: file ${file} does not exist`)
  })
  const claims = z.record(z.string(), z.unknown()).safeParse(jsonOf(written))
  if (!claims.success) throw new CannotRun(`--jwt: ${file} does not contain a JSON object`)
  return {
    claims: claims.data,
    valid: !expired,
    fault: 'expired',
    at: { header: 'authorization', prefix: 'Bearer ' },
  }
}

function jsonOf(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}

function describe({ decision, status, closed, reason, by, misses, path }: Verdict): string {
  const answer = closed ? 'connection closed' : `status ${status ?? 'none'}`
  return [
    `${decision}: ${answer}: ${reason}`,
    ...(by ? [`  decided by ${partText(by)}`] : []),
    ...misses.map((part) => `  no match: ${partText(part)}`),
    ...(path === undefined ? [] : [`  normalised path: ${path}`]),
  ].join('\n')
}

const partText = ({ kind, namespace, name, rule, field, file, line }: PolicyPart): string =>
  [
    `${kind} ${namespace}/${name}`,
    ...(rule === undefined ? [] : [`rule ${rule}`]),
    ...(field === undefined ? [] : [field]),
    `(${file}:${line})`,
  ].join(' ')

export const ask: Subcommand = { name: 'ask', usage, run }
