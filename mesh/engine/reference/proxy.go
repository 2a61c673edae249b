package main

import (
	"istio.io/istio/pilot/pkg/model"
)

func newProxy(of workload, environment *model.Environment) *model.Proxy {
	kind := model.SidecarProxy
	if of.Kind == "gateway" {
		kind = model.Router
	}
	proxy := &model.Proxy{
		Type:            kind,
		ID:              "workload." + of.Namespace,
		IPAddresses:     []string{"127.0.0.1"},
		DNSDomain:       of.Namespace + ".svc.cluster.local",
		ConfigNamespace: of.Namespace,
		Labels:          of.Labels,
		Metadata: &model.NodeMetadata{
			Namespace:      of.Namespace,
			Labels:         of.Labels,
			ServiceAccount: of.ServiceAccount,
			IstioVersion:   "1.31.0",
		},
	}
	proxy.IstioVersion = model.ParseIstioVersion(proxy.Metadata.IstioVersion)
	push := environment.PushContext()
	proxy.SetSidecarScope(push)
	proxy.SetServiceTargets(environment.ServiceDiscovery)
	proxy.SetGatewaysForProxy(push)
	proxy.DiscoverIPMode()
	return proxy
}
