#!/usr/bin/env node
// Runs a TypeScript program of the repository, named by its path, on the pinned Node.
import { join } from 'node:path'
import { root } from './ensure.js'
import { execProgram } from './exec.js'
import { pinnedNode } from './packages.js'

const [program, ...args] = process.argv.slice(2)
await execProgram(pinnedNode(root), [join(root, program), ...args], process.env)
