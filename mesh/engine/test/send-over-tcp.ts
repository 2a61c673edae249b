import { once } from 'node:events'
import { connect } from 'node:net'
import type { Workload } from '../src/model/workload.ts'

/** Sends a word over the first TCP service of a workload, and ends the connection once there is data or the other side closes it. */
export async function sendOverTcp({ outboundTcp }: Workload, until: 'data' | 'close') {
  const socket = connect(outboundTcp?.[0]?.port ?? 0, '127.0.0.1', () => socket.write('hello'))
  socket.on('error', () => undefined)
  await once(socket, until)
  socket.destroy()
}
