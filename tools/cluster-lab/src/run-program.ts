import { spawn } from 'node:child_process'

/**
 * Runs a program to its end. @returns its standard output
 * @throws Error with what it wrote when it fails; with `mayFail` only when it wrote no output either
 */
export function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { input = '', mayFail = false }: { readonly input?: string; readonly mayFail?: boolean } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (status) =>
      status === 0 || (mayFail && output !== '')
        ? resolve(output)
        : reject(new Error(`${program} ${args[0]} ended with status ${status}:\n${errors}`)),
    )
    child.stdin.end(input)
  })
}
