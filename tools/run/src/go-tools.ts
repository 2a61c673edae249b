import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun, repositoryRoot } from '@stoa/topology'

export const toolsFolder = join(repositoryRoot, '.stoa/tools')

/** The flags with which every program is built: no path and no revision of this machine is in it. */
export const buildFlags = ['-trimpath', '-buildvcs=false']

/** Runs `go` in the folder of a module, as its go.mod and go.sum say. @returns its standard output */
export function go(moduleFolder: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: moduleFolder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' },
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.on('error', () => reject(new CannotRun('Go is not on PATH; install Go as in go.mod')))
    child.on('close', (status) =>
      status === 0
        ? resolve(output)
        : reject(new Error(`go ${args[0]} in ${moduleFolder} ended with status ${status}`)),
    )
  })
}

/** Has a folder of tools made as a whole, in the place of an earlier one. @returns the folder */
export async function makeToolFolder(
  name: string,
  make: (scratch: string) => Promise<void>,
): Promise<string> {
  mkdirSync(toolsFolder, { recursive: true })
  const scratch = mkdtempSync(join(toolsFolder, '.build-'))
  try {
    await make(scratch)
    const folder = join(toolsFolder, name)
    rmSync(folder, { recursive: true, force: true })
    renameSync(scratch, folder)
    return folder
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
