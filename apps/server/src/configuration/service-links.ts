/**
 * Whether a cluster set a variable for a Service, which `enableServiceLinks: false` would keep it from: a Service called `nestvec` gives
 * `NESTVEC_PORT=tcp://…`, one called `prometheus` gives `PROMETHEUS_PORT`. https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function isServiceLink(name: string, value: string): boolean {
  return (
    /_SERVICE_HOST$|_SERVICE_PORT(?:_[A-Z0-9_]+)?$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/.test(name) ||
    isLinkOfPort(name, value)
  );
}

/** `X_PORT` is a number where somebody set it, and an address where a cluster did. */
const isLinkOfPort = (name: string, value: string): boolean => /(?:^|_)PORT$/.test(name) && /^(?:tcp|udp|sctp):\/\//i.test(value);
