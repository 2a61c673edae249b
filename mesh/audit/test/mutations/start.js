#!/usr/bin/env node
import { ensure, environmentOf } from '../../../../tools/run/bin/ensure.js'
import { waitFor } from '../../../../tools/run/bin/hand-over.js'
import { orExit } from '../../../../tools/run/bin/say.js'

const tools = await orExit(ensure)
const command = new URL('./command.ts', import.meta.url).pathname
process.exit(await waitFor(tools.node, [command, ...process.argv.slice(2)], environmentOf(tools)))
