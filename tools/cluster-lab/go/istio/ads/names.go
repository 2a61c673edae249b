package main

import (
	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	manager "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	"google.golang.org/protobuf/types/known/anypb"

	// Register the types of all filters, so that their configuration can be printed.
	_ "github.com/cncf/xds/go/udpa/type/v1"
	_ "github.com/cncf/xds/go/xds/type/v3"
	_ "istio.io/api/envoy/config/filter/http/alpn/v2alpha1"
	_ "istio.io/api/envoy/extensions/stats"
	_ "istio.io/istio/pkg/config/xds"
)

type kind struct{ name, url string }

const types = "type.googleapis.com/envoy.config."

var (
	clusters  = kind{"clusters", types + "cluster.v3.Cluster"}
	endpoints = kind{"endpoints", types + "endpoint.v3.ClusterLoadAssignment"}
	listeners = kind{"listeners", types + "listener.v3.Listener"}
	routes    = kind{"routes", types + "route.v3.RouteConfiguration"}
)

// endpointNames returns the clusters whose endpoints a proxy asks for.
func endpointNames(resources []*anypb.Any) ([]string, error) {
	names := []string{}
	for _, resource := range resources {
		found := &cluster.Cluster{}
		if err := resource.UnmarshalTo(found); err != nil {
			return nil, err
		}
		if found.GetType() != cluster.Cluster_EDS {
			continue
		}
		name := found.GetEdsClusterConfig().GetServiceName()
		if name == "" {
			name = found.Name
		}
		names = append(names, name)
	}
	return names, nil
}

// routeNames returns the route configurations that listeners refer to.
func routeNames(resources []*anypb.Any) ([]string, error) {
	names, seen := []string{}, map[string]bool{}
	for _, resource := range resources {
		found := &listener.Listener{}
		if err := resource.UnmarshalTo(found); err != nil {
			return nil, err
		}
		for _, chain := range append(found.FilterChains, found.DefaultFilterChain) {
			for _, filter := range chain.GetFilters() {
				http := &manager.HttpConnectionManager{}
				if !filter.GetTypedConfig().MessageIs(http) {
					continue
				}
				if err := filter.GetTypedConfig().UnmarshalTo(http); err != nil {
					return nil, err
				}
				if name := http.GetRds().GetRouteConfigName(); name != "" && !seen[name] {
					seen[name] = true
					names = append(names, name)
				}
			}
		}
	}
	return names, nil
}
