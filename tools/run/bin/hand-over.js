import { spawn } from 'node:child_process'

/** Becomes another program where Node can (execve), else stands before it and passes signals on. */
export function handOver(program, args, env) {
  if (typeof process.execve === 'function') process.execve(program, [program, ...args], env)
  return waitFor(program, args, env, ['ipc']).then((status) => process.exit(status))
}

/** Runs a program on our terminal, passes signals on and answers its exit status. With `ipc` it sees us end. */
export function waitFor(program, args, env, more = []) {
  const child = spawn(program, args, { stdio: ['inherit', 'inherit', 'inherit', ...more], env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (status, signal) => resolve(signal ? 1 : (status ?? 1)))
  })
}
