export interface Tools {
  readonly node: string
  readonly natsServer: string
  readonly envoy: string
  readonly postgresBin: string
  /** Has promtool beside it. Undefined: the platform starts without metrics. */
  readonly prometheus: string | undefined
  /** Has amtool beside it. */
  readonly alertmanager: string | undefined
}
export type FoundTools = { readonly [K in keyof Tools]: Tools[K] | undefined }

export const root: string
export function homeOf(env: NodeJS.ProcessEnv): string
export function ensure(options?: { readonly metrics?: boolean }): Promise<Tools>
export function find(): Promise<FoundTools>
export function environmentOf(tools: FoundTools, env?: NodeJS.ProcessEnv): NodeJS.ProcessEnv
