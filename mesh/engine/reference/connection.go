package main

import (
	"encoding/json"
	"errors"

	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking/core"
	"istio.io/istio/pkg/wellknown"
)

// connectionManagerOf returns how the workload's listener parses a request before any policy: path
// normalisation, forwarded addresses, client certificates. Filters and routes are omitted.
func connectionManagerOf(query question, environment *model.Environment) (json.RawMessage, error) {
	// With its labels, a Gateway API gateway would need that API's controller.
	query.Workload.Labels = nil
	proxy := newProxy(query.Workload, environment)
	generator := core.NewConfigGenerator(model.DisabledCache{})
	for _, one := range generator.BuildListeners(proxy, environment.PushContext()) {
		if proxy.Type == model.SidecarProxy && one.Name != model.VirtualInboundListenerName {
			continue
		}
		if manager := managerOf(one); manager != nil {
			manager.HttpFilters, manager.AccessLog, manager.Tracing, manager.RouteSpecifier = nil, nil, nil, nil
			return renderOne(manager)
		}
	}
	return nil, errors.New("no HTTP listener; a gateway needs a Gateway object that selects everything")
}

func managerOf(one *listener.Listener) *hcm.HttpConnectionManager {
	for _, chain := range one.FilterChains {
		for _, filter := range chain.Filters {
			if filter.Name != wellknown.HTTPConnectionManager {
				continue
			}
			manager := &hcm.HttpConnectionManager{}
			if filter.GetTypedConfig().UnmarshalTo(manager) == nil {
				return manager
			}
		}
	}
	return nil
}
