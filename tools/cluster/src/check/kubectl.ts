import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { CannotRun } from '@stoa/topology'
import { complaintsIn } from '../helm.ts'
import { cannotBeAsked } from '../releases/advice.ts'
import { endWithProcess } from './end-with-process.ts'

/** Calls kubectl in one context, with `input` to read, and returns what it prints. @throws CannotRun with what it complains about */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>

/** More than the dead letters of a service that is at its bound of 10,000. */
const maxBuffer = 256 * 1024 * 1024

export const kubectlOf =
  (context: string, env: NodeJS.ProcessEnv = process.env): Kubectl =>
  async (args, input = '') => {
    try {
      const given = [`--context=${context}`, ...args]
      const call = promisify(execFile)('kubectl', given, { maxBuffer, env })
      call.child.stdin?.on('error', () => undefined).end(input)
      return (await call).stdout
    } catch (error) {
      throw complaint(args, error as NodeJS.ErrnoException & { stderr?: string })
    }
  }

function complaint(
  args: readonly string[],
  error: NodeJS.ErrnoException & { stderr?: string },
): CannotRun {
  if (error.code === 'ENOENT')
    return new CannotRun('kubectl is needed, and there is none on PATH', { cause: error })
  const said = complaintsIn(error.stderr ?? '') || error.message
  const text = `kubectl ${args.join(' ')}: ${said}`
  return wasNotAsked.test(said) ? cannotBeAsked(text, error) : new CannotRun(text, { cause: error })
}

/** What kubectl says where no API server answers, or lets the user in. The first is of a user without credentials. */
const wasNotAsked =
  /^(error: EOF$|Unable to connect to the server|The connection to the server \S+ was refused|error: You must be logged in|Error from server \((Forbidden|Unauthorized)\))/m

export interface Forwarded {
  readonly hostname: string
  readonly port: number
  close(): void
  /** Closes it; resolves to kubectl's complaint if it had ended by itself. */
  end(): Promise<CannotRun | undefined>
}

const forwarding = /^Forwarding from (127\.0\.0\.1):(\d+) -> /m

/** Forwards a free port of loopback to a port of a Service. @throws CannotRun with what kubectl complains about */
export function forward(
  context: string,
  namespace: string,
  service: string,
  port: number,
): Promise<Forwarded> {
  const args = ['port-forward', `--namespace=${namespace}`, `service/${service}`, `:${port}`]
  const child = spawn('kubectl', [`--context=${context}`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endWithProcess(child)
  let stderr = ''
  let stdout = ''
  const complain = (status: number | null) =>
    complaint(args, { ...new Error(`ended with ${status}`), name: 'Error', stderr })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const close = () => void child.kill('SIGTERM')
  const end = async () => {
    close()
    const status = await closed
    return status === null ? undefined : complain(status)
  }
  return new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      const [, hostname, chosen] = forwarding.exec(stdout) ?? []
      if (hostname) resolve({ hostname, port: Number(chosen), close, end })
    })
    child.on('error', (error) => reject(complaint(args, error)))
    child.on('close', (status) => reject(complain(status)))
  })
}
