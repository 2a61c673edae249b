import { chmodSync, cpSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildFlags, go, makeToolFolder } from '@stoa/run'
import { builtFolder, moduleFolder, versionOf } from './places.ts'
import { type BuildName, type Built, builds } from './programs.ts'

/** Builds programs of the lab from Go modules. @returns the folder that holds them */
export const buildForLab = (name: BuildName): Promise<string> =>
  makeToolFolder(basename(builtFolder(name)), async (scratch) => {
    await buildPrograms(name, scratch)
    await copyFolders(name, scratch)
  })

async function buildPrograms(name: BuildName, target: string): Promise<void> {
  const { programs, linkerFlags }: Built = builds[name]
  const linker = ['-s', '-w', ...(linkerFlags?.(versionOf(name)) ?? [])].join(' ')
  const flags = [...buildFlags, `-ldflags=${linker}`]
  for (const [program, path] of Object.entries(programs))
    await go(moduleFolder(name), ['build', ...flags, '-o', join(target, program), path])
}

async function copyFolders(name: BuildName, target: string): Promise<void> {
  const { folders = {} }: Built = builds[name]
  for (const [folder, { module, path }] of Object.entries(folders)) {
    await go(moduleFolder(name), ['mod', 'download', module])
    const source = await go(moduleFolder(name), ['list', '-m', '-f', '{{.Dir}}', module])
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
