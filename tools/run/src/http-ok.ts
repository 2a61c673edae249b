import { request } from 'node:http'

export type Target = { readonly socketPath: string } | { readonly port: number }

/** Is a GET answered with a 2xx status within a second? */
export function answersOk(target: Target, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request(
      { ...target, host: '127.0.0.1', path, timeout: 1000, agent: false },
      (answer) => {
        answer.resume()
        const status = answer.statusCode ?? 0
        resolve(status >= 200 && status < 300)
      },
    )
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => resolve(false))
    sent.end()
  })
}
