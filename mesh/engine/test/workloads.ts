import type { Workload } from '../src/index.ts'

type Run = (name: string) => string

export const servicePorts: Readonly<Record<string, number>> = {
  gateway: 4000,
  orders: 4001,
  catalog: 4002,
  payments: 4004,
  shipping: 4005,
  sandbox: 4090,
}

export const serviceWorkload = (
  run: Run,
  service: string,
  instance: string,
  port: number,
  natsPort: number,
): Workload => ({
  instance,
  service,
  namespace: 'commerce',
  serviceAccount: service,
  labels: { app: service, 'app.kubernetes.io/name': service },
  kind: 'sidecar',
  inbound: {
    address: '127.0.0.1',
    port,
    servicePort: servicePorts[service] ?? 4999,
    protocol: 'http',
    upstream: { socket: run(`${instance}.sock`) },
  },
  outboundHttpSocket: run(`${instance}.out.sock`),
  outboundTcp: [{ service: 'nats', port: natsPort }],
  adminSocket: run(`${instance}.admin.sock`),
})

export const natsWorkload = (run: Run, port: number, serverPort: number): Workload => ({
  instance: 'nats',
  service: 'nats',
  namespace: 'commerce',
  serviceAccount: 'nats',
  labels: { app: 'nats', 'app.kubernetes.io/name': 'nats' },
  kind: 'sidecar',
  inbound: {
    address: '127.0.0.1',
    port,
    servicePort: 4222,
    protocol: 'tcp',
    upstream: { host: '127.0.0.1', port: serverPort },
  },
  adminSocket: run('nats.admin.sock'),
})

export const edgeWorkload = (run: Run, port: number): Workload => ({
  instance: 'edge',
  service: 'istio-ingressgateway',
  namespace: 'istio-ingress',
  serviceAccount: 'istio-ingressgateway',
  labels: { istio: 'ingressgateway' },
  kind: 'gateway',
  inbound: { address: '127.0.0.1', port, servicePort: 8443, protocol: 'http' },
  adminSocket: run('edge.admin.sock'),
})
