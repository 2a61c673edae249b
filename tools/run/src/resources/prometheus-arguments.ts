interface Settings {
  readonly configFile: string
  readonly dataFolder: string
  readonly port: number
}

/** The arguments of Prometheus: on loopback, bounded in what it keeps and in what a query may cost. */
export const prometheusArguments = ({ configFile, dataFolder, port }: Settings): string[] => [
  `--config.file=${configFile}`,
  `--storage.tsdb.path=${dataFolder}`,
  ...['--storage.tsdb.retention.time=32d', '--storage.tsdb.retention.size=1GB'],
  `--web.listen-address=127.0.0.1:${port}`,
  // By default a page of any origin may read the API.
  `--web.cors.origin=http://127\\.0\\.0\\.1:${port}`,
  ...['--web.max-connections=64', '--query.timeout=20s', '--query.max-concurrency=4'],
  ...['--query.max-samples=10000000', '--enable-feature=exemplar-storage'],
  // At its start it knows no Alertmanager yet and drops what fires; by default it sends that again after a minute.
  ...['--rules.alert.resend-delay=15s', '--log.level=warn'],
]
