import { spawn } from 'node:child_process'

/**
 * Runs a program until it ends and resolves with its output; never rejects.
 * `status` is null when the program could not be started at all.
 */
export function runCommand(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (errors += chunk))
    child.on('error', (error) => resolve({ status: null, output, errors: error.message }))
    child.on('close', (status) => resolve({ status: status ?? 1, output, errors }))
  })
}
