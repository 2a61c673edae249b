// Runs a program that must not outlive the process that started this one: when that ends, so does standard input.
import { spawn } from 'node:child_process'

const graceMs = 10_000
const [program, ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })

function end() {
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), graceMs).unref()
}

process.stdin.on('close', end).resume()
// Ctrl-C reaches the program by itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
process.stdout.on('error', () => undefined)
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
child.on('close', (status) => process.exit(status ?? 1))
