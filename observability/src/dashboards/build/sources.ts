/** The data sources by the uids that grafana/provisioning gives them. */
export const dataSources = {
  prometheus: { type: 'prometheus', uid: 'prometheus' },
  jaeger: { type: 'jaeger', uid: 'jaeger' },
  loki: { type: 'loki', uid: 'loki' },
} as const
