import { readFileSync } from 'node:fs'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'

/** Whether a loopback server answers a GET with 200. */
export function answersOk(url: string, caFile?: string): Promise<boolean> {
  const request = url.startsWith('https') ? secure : plain
  return new Promise((resolve) => {
    const options = caFile ? { ca: readFileSync(caFile) } : {}
    const call = request(url, { ...options, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode === 200))
    })
    call.setTimeout(2_000, () => call.destroy())
    call.on('error', () => resolve(false))
    call.end()
  })
}
