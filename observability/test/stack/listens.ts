interface Container {
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string | null>>
}
type Listens = (container: Container) => boolean

const has =
  (...words: readonly RegExp[]): Listens =>
  ({ command }) =>
    words.every((word) => command.some((one) => word.test(one)))

/** Its own file says it, which the tests of that file require, and no variable says another address. */
const asItsFileSays: Listens = ({ environment }) =>
  Object.keys(environment).every((name) => !/^STOA_(JAEGER|COLLECTOR)_/.test(name))

const web = /^--web\.listen-address=127\.0\.0\.1:\d+$/

/** What keeps each container on loopback: without it, it would listen on every address of the machine. */
const onLoopback: Readonly<Record<string, Listens>> = {
  grafana: ({ environment }) => environment.GF_SERVER_HTTP_ADDR === '127.0.0.1',
  prometheus: has(web),
  // Without a value it talks to no other Alertmanager, and listens for none.
  alertmanager: has(web, /^--cluster\.listen-address=$/),
  jaeger: asItsFileSays,
  collector: asItsFileSays,
  loki: asItsFileSays,
}

export const listensOnLoopback = (name: string, container: Container): boolean =>
  onLoopback[name]?.(container) ?? false
