/**
 * Writes the files of a service's image: `write.ts SERVICE FOLDER [--base]`. With `--base` the folder is a whole root
 * file system, for machines without a container engine; the Dockerfile has a base image instead.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { assembleService } from './assemble.ts'
import { copyNode, writeBase } from './system.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { base: { type: 'boolean', default: false } },
})
const [name = '', folder] = positionals
if (!folder) throw new Error('usage: write.ts SERVICE FOLDER [--base]')
const { name: service } = readTopology().service(name)
const target = resolve(folder)
if (existsSync(target) && readdirSync(target).length > 0)
  throw new Error(`${target} is not empty; name a new folder`)

const packages = assembleService(repositoryRoot, service, join(target, 'app'))
copyNode(process.execPath, target)
if (values.base) writeBase(process.execPath, target)
console.error(`wrote ${service} and ${packages.length - 1} packages to ${target}`)
