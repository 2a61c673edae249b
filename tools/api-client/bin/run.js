#!/usr/bin/env node
import { resolve } from 'node:path'
import { root } from '../../run/bin/ensure.js'
import { execProgram } from '../../run/bin/exec.js'
import { pinnedNode } from '../../run/bin/packages.js'

const [program = '', ...args] = process.argv.slice(2)
await execProgram(pinnedNode(root), [resolve(program), ...args], process.env)
