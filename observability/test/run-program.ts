import { execFile } from 'node:child_process'

interface Ended {
  readonly status: number
  /** What it printed. */
  readonly output: string
}

/** Runs a program to its end. */
export const runProgram = (program: string, args: readonly string[], cwd?: string) =>
  new Promise<Ended>((resolve, reject) => {
    execFile(program, args, { cwd, encoding: 'utf8' }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`
      if (!error) resolve({ status: 0, output })
      else if (typeof error.code === 'number') resolve({ status: error.code, output })
      else reject(error)
    })
  })
