#!/usr/bin/env node
import { ensure, environmentOf } from '../../../run/bin/ensure.js'
import { waitFor } from '../../../run/bin/hand-over.js'
import { orExit } from '../../../run/bin/say.js'

const tools = await orExit(ensure)
const command = new URL('./command.ts', import.meta.url).pathname
process.exit(await waitFor(tools.node, [command, ...process.argv.slice(2)], environmentOf(tools)))
