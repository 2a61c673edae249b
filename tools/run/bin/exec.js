import { spawn } from 'node:child_process'

/** Replaces this process by another program where Node can (execve), else runs it as a child until it ends. */
export function execProgram(program, args, env) {
  if (typeof process.execve === 'function') process.execve(program, [program, ...args], env)
  return runProgram(program, args, env, ['ipc']).then((status) => process.exit(status))
}

/**
 * Runs a program on this process's standard streams, forwards signals to it and resolves with its exit status. With
 * `ipc` as a further stream it is disconnected when this process ends.
 */
export function runProgram(program, args, env, furtherStreams = []) {
  const child = spawn(program, args, {
    stdio: ['inherit', 'inherit', 'inherit', ...furtherStreams],
    env,
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (status, signal) => resolve(signal ? 1 : (status ?? 1)))
  })
}
