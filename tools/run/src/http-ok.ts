import { request } from 'node:http'

export type Target = { readonly socketPath: string } | { readonly port: number }

/** Does a GET get a 2xx answer within a second? */
export function answersOk(target: Target, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      { ...target, host: '127.0.0.1', path, timeout: 1000, agent: false },
      (answer) => {
        answer.resume()
        const status = answer.statusCode ?? 0
        resolve(status >= 200 && status < 300)
      },
    )
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(false))
    asked.end()
  })
}
