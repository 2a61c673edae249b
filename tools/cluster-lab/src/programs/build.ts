import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { builtFolder, moduleFolder, toolsFolder, versionOf } from './places.ts'
import { type BuildName, type Built, builds } from './programs.ts'

/** Builds programs of the lab from Go modules. @returns the folder that holds them */
export async function buildForLab(name: BuildName): Promise<string> {
  mkdirSync(toolsFolder, { recursive: true })
  const scratch = mkdtempSync(join(toolsFolder, '.build-'))
  try {
    await buildPrograms(name, scratch)
    await copyFolders(name, scratch)
    const folder = builtFolder(name)
    rmSync(folder, { recursive: true, force: true })
    renameSync(scratch, folder)
    return folder
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function buildPrograms(name: BuildName, target: string): Promise<void> {
  const { programs, linkerFlags }: Built = builds[name]
  const linker = ['-s', '-w', ...(linkerFlags?.(versionOf(name)) ?? [])].join(' ')
  const flags = ['-trimpath', '-buildvcs=false', `-ldflags=${linker}`]
  for (const [program, path] of Object.entries(programs))
    await go(name, ['build', ...flags, '-o', join(target, program), path])
}

async function copyFolders(name: BuildName, target: string): Promise<void> {
  const { folders = {} }: Built = builds[name]
  for (const [folder, { module, path }] of Object.entries(folders)) {
    await go(name, ['mod', 'download', module])
    const source = await go(name, ['list', '-m', '-f', '{{.Dir}}', module])
    cpSync(join(source.trim(), path), join(target, folder), { recursive: true })
    makeWritable(join(target, folder))
  }
}

/** Go keeps modules read-only, and a folder that cannot be written cannot be replaced either. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
}

/** @returns its standard output */
function go(name: BuildName, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: moduleFolder(name),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.on('error', () => reject(new CannotRun('Go is not on PATH; install Go as in go.mod')))
    child.on('close', (status) =>
      status === 0
        ? resolve(output)
        : reject(new Error(`go ${args[0]} in ${moduleFolder(name)} ended with status ${status}`)),
    )
  })
}
